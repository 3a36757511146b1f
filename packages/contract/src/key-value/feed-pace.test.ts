import { FeedPace } from './feed-pace';

const KIB = 1_024;
const MIB = 1_024 * KIB;

let pace: FeedPace;
let nowMs: number;
beforeEach(() => {
  pace = new FeedPace();
  nowMs = 0;
  pace.note(KIB, nowMs);
});

/** Bytes that arrive at a rate, in messages. */
function receive(bytes: number, bytesPerSecond: number, messageBytes = 64 * KIB): void {
  for (let received = 0; received < bytes; received += messageBytes) {
    nowMs += (messageBytes / bytesPerSecond) * 1_000;
    pace.note(messageBytes, nowMs);
  }
}
const acknowledge = () => pace.limitBeforeAcknowledging();

test('a slow connection is limited before the server sends more than it carries in 3 seconds', () => {
  receive(MIB, MIB);
  // The server would send 4 MiB at once.
  expect(acknowledge()).toBeCloseTo(0.9 * MIB, -3);
});

test('the faster the connection, the later the limit', () => {
  receive(MIB, 4 * MIB);
  expect(acknowledge()).toBeNull();
  receive(2 * MIB, 4 * MIB);
  expect(acknowledge()).toBeNull();
  receive(4 * MIB, 4 * MIB);
  // 16 MiB would take 4 seconds.
  expect(acknowledge()).toBeCloseTo(3.6 * MIB, -3);
});

test('a connection that carries all that the server ever sends at once within 3 seconds is never limited', () => {
  for (let turn = 0; turn < 10; turn += 1) {
    receive(16 * MIB, 12 * MIB);
    expect(acknowledge()).toBeNull();
  }
});

test('a wait of the server for an acknowledgement, as over a long way, does not count', () => {
  for (let turn = 0; turn < 5; turn += 1) {
    nowMs += 1_000;
    receive(MIB, 50 * MIB);
    expect(acknowledge()).toBeNull();
  }
});

test('a limit stays while the feed arrives at that rate, and becomes lower if it arrives more slowly', () => {
  receive(MIB, MIB);
  const first = acknowledge()!;
  for (let turn = 0; turn < 3; turn += 1) {
    receive(2 * MIB, first);
    expect(acknowledge()).toBeNull();
  }
  receive(2 * MIB, first / 2);
  expect(acknowledge()).toBeCloseTo(0.45 * first, -3);
});

test('says nothing of messages that came at once, nor of too few', () => {
  for (let count = 0; count < 4; count += 1) pace.note(MIB, nowMs);
  expect(acknowledge()).toBeNull();
  receive(MIB, KIB, MIB);
  expect(acknowledge()).toBeNull();
});
