import { FeedPace, type PaceLimit } from './feed-pace';

const KIB = 1_024;
const MIB = 1_024 * KIB;

let pace: FeedPace;
let nowMs: number;
let raises: number[];
beforeEach(() => {
  pace = new FeedPace();
  nowMs = 0;
  raises = [];
  pace.note(KIB, nowMs);
});

/** Bytes that arrive at a rate, in messages. Every limit is taken over. @returns the last limit */
function receive(bytes: number, bytesPerSecond: number, messageBytes = 64 * KIB): number | null {
  let last: PaceLimit | null = null;
  for (let received = 0; received < bytes; received += messageBytes) {
    nowMs += (messageBytes / bytesPerSecond) * 1_000;
    const limit = pace.note(messageBytes, nowMs);
    if (limit === null) continue;
    last = limit;
    if (limit.isRaise) raises.push(limit.bytesPerSecond);
    pace.limited(limit);
  }
  return last?.bytesPerSecond ?? null;
}
function acknowledge(): number | null {
  const limit = pace.limitBeforeAcknowledging();
  if (limit !== null) pace.limited(limit);
  return limit?.bytesPerSecond ?? null;
}

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
  for (const windowMib of [1, 2, 4, 8, 16, 16]) {
    nowMs += 1_000;
    receive(windowMib * MIB, 50 * MIB);
    expect(acknowledge()).toBeNull();
  }
});

test('stalls of a busy program do not count', () => {
  for (let turn = 0; turn < 2; turn += 1) {
    receive(512 * KIB, 100 * MIB);
    nowMs += 800;
  }
  expect(acknowledge()).toBeNull();
});

test('the first window of TCP, which doubles with each round trip of 280 ms, does not count', () => {
  for (let windowBytes = 16 * KIB, sent = 0; sent < MIB; sent += windowBytes, windowBytes *= 2) {
    nowMs += 280;
    receive(windowBytes, 100 * MIB, 4 * KIB);
  }
  expect(acknowledge()).toBeNull();
});

test('a limit becomes lower if the feed arrives more slowly', () => {
  receive(MIB, MIB);
  const first = acknowledge()!;
  expect(receive(2.3 * first, first / 2)).toBeCloseTo(0.45 * first, -3);
  expect(raises).toEqual([]);
});

test('a limit that is too low rises by half each time that the feed arrives at it, until none is needed', () => {
  receive(MIB, MIB);
  let limit = acknowledge()!;
  const first = limit;
  while (limit !== Infinity) {
    const sinceMs = nowMs;
    expect(receive(2.2 * limit, limit)).toBe(raises.at(-1));
    limit = raises.at(-1)!;
    expect(nowMs - sinceMs).toBeLessThan(2_500);
  }
  expect(raises.slice(0, 2)).toEqual([Math.ceil(first * 1.5), Math.ceil(Math.ceil(first * 1.5) * 1.5)]);
  expect(pace.isLimited).toBe(false);
});

test('a limit is not raised while much waits on the connection', () => {
  receive(MIB, MIB);
  acknowledge();
  expect(pace.mayRaise(600, MIB)).toBe(true);
  expect(pace.mayRaise(1_000, MIB)).toBe(false);
  // The burst alone would take 3 seconds.
  expect(pace.mayRaise(600, 3 * MIB)).toBe(false);
});

test('says nothing of messages that came at once, nor of too few', () => {
  for (let count = 0; count < 4; count += 1) pace.note(MIB, nowMs);
  expect(acknowledge()).toBeNull();
  receive(MIB, KIB, MIB);
  expect(acknowledge()).toBeNull();
});
