import { until } from '@switchyard/runtime';
import { LAST_RESORTS_MAX, LAST_RESORTS_PER_CONSUMER } from '../health/last-resort-room';
import { gateway, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';

simulatedGateway();

const OTHER_KEY = 'sy_live_other';

/** A request with words that every target chokes on, or a good one. */
const bad = (key = gateway.liveKey) => gateway.chat({ model: 'a', messages: [], user: 'bad' }, { key });
const good = (key = gateway.liveKey) => gateway.chat({ model: 'a' }, { key });
const targets = (kind: 'FAILOVER' | 'ROUND_ROBIN', ...production: string[]) =>
  gateway.setPolicies({ kind, production, maxAttempts: production.length, suspendDurationSeconds: 60 });
const outcome = async (answer: Promise<Response>) => {
  const response = await answer;
  await response.text();
  return `${response.status} ${response.headers.get('x-switchyard-attempts')}`;
};

describe('a side whose targets are all softly suspended', () => {
  it.each(['FAILOVER', 'ROUND_ROBIN'] as const)(
    'answers good requests, and is whole after the first: %s',
    async (kind) => {
      targets(kind, 'a', 'b');
      simulator.setBehaviours([{ times: 2, answer: { status: 500 } }]);
      expect(await outcome(bad())).toBe('500 2');
      expect([await outcome(good()), await outcome(good())]).toEqual(['200 1', '200 1']);
    },
  );

  it('tries the one first whose suspension ends first, each once, within the attempts', async () => {
    gateway.setPolicies({
      kind: 'ROUND_ROBIN',
      production: ['a', 'b', 'c'],
      maxAttempts: 2,
      suspendDurationSeconds: 60,
    });
    simulator.setBehaviours([{ answer: { status: 500 } }]);
    await outcome(bad());
    gateway.nowMs += 1_000;
    await outcome(bad());
    gateway.nowMs += 1_000;
    simulator.clearRequests();
    await outcome(bad());
    // The first request failed at a and b, the second at c and then at a, which it suspended anew.
    expect(simulator.requests().map(({ model }) => model)).toEqual(['b', 'a']);
  });

  it('is tried again by a request whose other targets have failed', async () => {
    targets('FAILOVER', 'a', 'b');
    simulator.setBehaviours([{ match: { model: 'a' }, times: 1, answer: { status: 500 } }]);
    await outcome(bad());
    simulator.setBehaviours([{ match: { model: 'b' }, times: 1, answer: { status: 500 } }]);
    expect(await outcome(good())).toBe('200 2');
    expect(simulator.requests().map(({ model }) => model)).toEqual(['a', 'b', 'b', 'a']);
  });
});

it('one consumer’s requests leave the side available to another, however many of them wait for a silent vendor', async () => {
  targets('FAILOVER', 'a', 'b');
  gateway.addConsumer('other', OTHER_KEY);
  simulator.setBehaviours([{ times: 4, answer: { status: 500 } }]);
  await outcome(bad());
  await outcome(bad());
  simulator.setBehaviours([{ times: 40, answer: { silent: true } }]);
  const aborter = new AbortController();
  const init = { signal: aborter.signal };
  const waiting = Array.from({ length: 40 }, () => gateway.chat({ model: 'a' }, init).catch(() => null));
  await until(() => simulator.requests().length >= 44, 'all of them wait');
  expect(await outcome(good(OTHER_KEY))).toBe('200 1');
  aborter.abort();
  await Promise.all(waiting);
});

describe('after two consumers in a row have failed', () => {
  const TARGETS = 2;
  let aborter: AbortController;
  let waiting: Promise<unknown>[];
  /** Requests that take every place that each of these consumers may have at the two targets, and wait. */
  const fillFor = async (...keys: string[]) => {
    const placesOfEach = TARGETS * LAST_RESORTS_PER_CONSUMER;
    simulator.clearRequests();
    simulator.setBehaviours([{ times: keys.length * placesOfEach, answer: { silent: true } }]);
    for (const [index, key] of keys.entries()) {
      const init = { key, signal: aborter.signal };
      waiting.push(...Array.from({ length: placesOfEach }, () => gateway.chat({ model: 'a' }, init).catch(() => null)));
      const isFull = () => simulator.requests().length === (index + 1) * placesOfEach;
      await until(isFull, 'all places of the consumer are taken');
    }
  };

  beforeEach(async () => {
    aborter = new AbortController();
    waiting = [];
    targets('FAILOVER', 'a', 'b');
    gateway.addConsumer('other', OTHER_KEY);
    simulator.setBehaviours([{ times: 6, answer: { status: 500 } }]);
    for (const key of [gateway.liveKey, gateway.liveKey, OTHER_KEY]) await outcome(bad(key));
  });
  afterEach(async () => {
    aborter.abort();
    await Promise.all(waiting);
  });

  it('so many requests of one consumer wait for each target, and a further one is refused', async () => {
    await fillFor(gateway.liveKey);
    gateway.amendConsumer({ traceAllowed: true });
    const refused = await gateway.chat({ model: 'a' }, { headers: { 'x-switchyard-trace': '1' } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    const { candidates } = JSON.parse(refused.headers.get('x-switchyard-trace') ?? '{}') as { candidates: object[] };
    expect(candidates).toMatchObject([{ reason: 'LAST_RESORT_FULL' }, { reason: 'LAST_RESORT_FULL' }]);
    aborter.abort();
    await Promise.all(waiting);
    await until(() => gateway.requestsInFlight === 0, 'no request waits any more');
    expect(await outcome(good())).toBe('200 1');
  });

  it('a consumer that has none waiting is answered, whatever another has waiting', async () => {
    await fillFor(gateway.liveKey);
    expect(await outcome(good())).toBe('503 0');
    expect(await outcome(good(OTHER_KEY))).toBe('200 1');
    // The vendor works: that lifts the limit for all.
    expect(await outcome(good())).toBe('200 1');
  });

  it('no more than so many wait for each target, whoever sent them', async () => {
    const keys = Array.from({ length: LAST_RESORTS_MAX / LAST_RESORTS_PER_CONSUMER }, (_, index) => `sy_live_${index}`);
    for (const key of keys) gateway.addConsumer(key, key);
    await fillFor(...keys);
    expect(await outcome(good(OTHER_KEY))).toBe('503 0');
    expect(simulator.requests()).toHaveLength(TARGETS * LAST_RESORTS_MAX);
    aborter.abort();
    await Promise.all(waiting);
    await until(() => gateway.requestsInFlight === 0, 'no request waits any more');
    expect(await outcome(good(OTHER_KEY))).toBe('200 1');
  });
});

it('a slow probe leaves the side open for others once the time that the vendor named is over', async () => {
  targets('FAILOVER', 'a', 'b');
  gateway.addConsumer('other', OTHER_KEY);
  simulator.setBehaviours([{ times: 2, answer: { status: 429, headers: { 'retry-after': '90' } } }]);
  await outcome(bad());
  gateway.nowMs += 89_000;
  expect(await outcome(good())).toBe('503 0');
  gateway.nowMs += 1_000;
  simulator.setBehaviours([{ times: 2, answer: { silent: true } }]);
  const aborter = new AbortController();
  const probes = [1, 2].map(() => gateway.chat({ model: 'a' }, { signal: aborter.signal }).catch(() => null));
  await until(() => simulator.requests().length === 4, 'both targets are being probed');
  expect(await outcome(good(OTHER_KEY))).toBe('200 1');
  aborter.abort();
  await Promise.all(probes);
});
