import type { ReportedHealth } from '../fleet/reported-health';
import type { WorkerDelta } from './worker-message';
import { WorkerDeltas } from './worker-deltas';

const NONE: ReportedHealth = { suspensions: [], returned: [] };

let deltas: WorkerDeltas;
let sent: WorkerDelta[];
let requestsInFlight: number;
let connections: number;
let health: ReportedHealth;
/** What each delta waits for. */
let isOnItsWay: Promise<void>;
beforeEach(() => {
  isOnItsWay = Promise.resolve();
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  sent = [];
  requestsInFlight = 0;
  connections = 0;
  health = NONE;
  deltas = new WorkerDeltas({
    requestsInFlight: () => requestsInFlight,
    connections: async () => connections,
    health: async () => health,
    send: async (delta) => {
      await isOnItsWay;
      sent.push(delta);
    },
  });
});
afterEach(async () => {
  await deltas.close();
  jest.useRealTimers();
});
async function pass(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  await new Promise(setImmediate);
}
const suspendedUntil = (ms: number) =>
  ({ suspensions: [{ until: new Date(ms).toISOString() }], returned: [] }) as unknown as ReportedHealth;

it('tells each second what has changed, and nothing if nothing has', async () => {
  await pass(5_000);
  expect(sent).toEqual([]);
  requestsInFlight = 3;
  connections = 9;
  deltas.noteKeyUsed('one', 1);
  deltas.noteKeyUsed('other', 2);
  deltas.noteKeyUsed('one', 3);
  await pass(1_000);
  const keyUses = [
    ['one', 3],
    ['other', 2],
  ];
  expect(sent).toEqual([{ requestsInFlight: 3, connections: 9, keyUses, health: null }]);
  await pass(5_000);
  expect(sent).toHaveLength(1);
  requestsInFlight = 0;
  await pass(1_000);
  expect(sent[1]).toEqual({ requestsInFlight: 0, connections: 9, keyUses: [], health: null });
});

it('tells a first change of health at once, and those that follow once a second', async () => {
  health = suspendedUntil(Date.now() + 60_000);
  deltas.noteHealth();
  await pass(20);
  expect(sent).toEqual([{ requestsInFlight: 0, connections: 0, keyUses: [], health }]);
  for (let change = 0; change < 50; change += 1) {
    deltas.noteHealth();
    await pass(40);
  }
  expect(sent.length).toBeLessThanOrEqual(4);
  await pass(1_000);
  expect(sent.length).toBeGreaterThanOrEqual(3);
});

it('tells the end of a suspension, which raises no event', async () => {
  health = suspendedUntil(Date.now() + 5_000);
  deltas.noteHealth();
  await pass(20);
  health = NONE;
  await pass(4_900);
  expect(sent).toHaveLength(1);
  await pass(1_100);
  expect(sent[1]).toEqual({ requestsInFlight: 0, connections: 0, keyUses: [], health: NONE });
  await pass(5_000);
  expect(sent).toHaveLength(2);
});

it('tells many keys in messages of bounded size, and the rest at its end', async () => {
  for (let key = 0; key < 12_000; key += 1) deltas.noteKeyUsed(String(key), key);
  await pass(1_000);
  expect(sent.map(({ keyUses }) => keyUses.length)).toEqual([5_000]);
  await deltas.close();
  expect(sent.map(({ keyUses }) => keyUses.length)).toEqual([5_000, 5_000, 2_000]);
});

it('has told everything when it is closed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  isOnItsWay = promise;
  deltas.noteKeyUsed('one', 1);
  let isClosed = false;
  const closed = deltas.close().then(() => (isClosed = true));
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  resolve();
  await closed;
  expect(sent).toEqual([expect.objectContaining({ keyUses: [['one', 1]] })]);
});
