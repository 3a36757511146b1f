import { InProcessMessageBus, KEY_USE_SUBJECT, type KeyUseMessage, keyUseMessageSchema } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { KeyUseReporter } from './key-use-reporter';

const MINUTE_MS = 60_000;
const NOON_MS = Date.parse('2026-03-01T12:00:00.000Z');

const bus = new InProcessMessageBus();
const messages: KeyUseMessage[] = [];
const stop = bus.subscribe(KEY_USE_SUBJECT, (message) => {
  messages.push(keyUseMessageSchema.parse(JSON.parse(Buffer.from(message).toString())));
});
let reporter: KeyUseReporter;
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  messages.length = 0;
  reporter = new KeyUseReporter({ bus, sendIntervalMs: 10_000 });
});
afterEach(() => {
  reporter.close();
  jest.useRealTimers();
});
afterAll(stop);

async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await nextTurn();
}
const reported = () => messages.flatMap(({ uses }) => uses.map(({ consumerKeyId, usedAt }) => [consumerKeyId, usedAt]));

const [A, B] = [randomUUID(), randomUUID()];

test('reports used keys together, to the minute, and no others', async () => {
  reporter.note(A, NOON_MS + 1_234);
  reporter.note(B, NOON_MS + 5_678);
  reporter.note(A, NOON_MS + 9_999);
  await pass(9_999);
  expect(messages).toEqual([]);
  await pass(1);
  expect(messages).toHaveLength(1);
  expect(reported()).toEqual([
    [A, '2026-03-01T12:00:00.000Z'],
    [B, '2026-03-01T12:00:00.000Z'],
  ]);
});

test('reports a key once a minute, however often it is used', async () => {
  for (let second = 0; second < 120; second += 1) {
    reporter.note(A, NOON_MS + second * 1_000);
    await pass(1_000);
  }
  await pass(10_000);
  expect(reported()).toEqual([
    [A, '2026-03-01T12:00:00.000Z'],
    [A, '2026-03-01T12:01:00.000Z'],
  ]);
});

test('reports the latest use, in whatever order uses are told', async () => {
  reporter.note(A, NOON_MS + MINUTE_MS);
  reporter.note(A, NOON_MS);
  await pass(10_000);
  expect(reported()).toEqual([[A, '2026-03-01T12:01:00.000Z']]);
});

test('splits many keys into messages of bounded length', async () => {
  const keys = Array.from({ length: 2_500 }, () => randomUUID());
  for (const key of keys) reporter.note(key, NOON_MS);
  await pass(10_000);
  expect(messages.map(({ uses }) => uses.length)).toEqual([1_000]);
  await pass(20);
  await pass(20);
  expect(messages.map(({ uses }) => uses.length)).toEqual([1_000, 1_000, 500]);
  expect(new Set(reported().map(([key]) => key))).toEqual(new Set(keys));
});

test('reports pending uses on close, and sends nothing if no key was used', async () => {
  await pass(10 * MINUTE_MS);
  expect(jest.getTimerCount()).toBe(0);
  reporter.note(A, NOON_MS);
  reporter.close();
  await nextTurn();
  expect(reported()).toEqual([[A, '2026-03-01T12:00:00.000Z']]);
});
