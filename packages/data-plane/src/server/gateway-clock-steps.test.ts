import { SYSTEM_CLOCK } from '@switchyard/runtime';
import fc from 'fast-check';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { GOOD_BODY, ScriptedUpstream } from '../testing/scripted-upstream.suite';

const STEPS_MS = [0, 700_000, -700_000];
/** Any step lasts longer than either: one that counted would end the failover, and be seen in each duration. */
const TOTAL_TIMEOUT_SECONDS = 300;
const UNSTEPPED_MS_MAX = 200_000;
/** Long enough for the targets that answer at once, on a busy machine too. */
const REQUEST_TIMEOUT_SECONDS = 3;
const MODELS = ['a', 'b', 'c'];

let upstream: ScriptedUpstream;
let url: string;
beforeEach(async () => {
  upstream = new ScriptedUpstream();
  url = await upstream.listen();
});
afterEach(() => {
  upstream.close();
  jest.restoreAllMocks();
});

/** A date by a vendor's clock that is an hour off. */
const vendorDate = (ms: number) => new Date(Date.UTC(2026, 10, 30, 4) + ms).toUTCString();
type Act = { readonly status: number; readonly headers: Record<string, string> };
const ACTS: readonly Act[] = [
  { status: 200, headers: {} },
  { status: 500, headers: {} },
  { status: 429, headers: { 'retry-after': '20' } },
  { status: 429, headers: { 'retry-after': vendorDate(45_000), date: vendorDate(0) } },
  { status: 401, headers: {} },
];

interface Played {
  readonly advanceMs: number;
  /** By model. */
  readonly acts: readonly Act[];
}

/** @param stepOf the wall clock's distance from the monotonic one, asked again and again */
async function play(
  kind: 'FAILOVER' | 'ROUND_ROBIN',
  played: readonly Played[],
  stepOf: () => number,
): Promise<unknown[]> {
  const gateway = await new GatewayUnderTest(url, [...MODELS]).listen();
  gateway.setPolicies({ kind, production: MODELS, maxAttempts: 3, suspendDurationSeconds: 30 });
  const results: unknown[] = [];
  for (const { advanceMs, acts } of played) {
    gateway.nowMs += advanceMs;
    gateway.wallOffsetMs = stepOf();
    for (const [index, { status, headers }] of acts.entries()) {
      upstream.scripts.set(MODELS[index]!, (response) => {
        gateway.wallOffsetMs = stepOf();
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(GOOD_BODY);
      });
    }
    const { status, headers } = await gateway.chat({ model: 'a' });
    const names = ['x-switchyard-attempts', 'x-switchyard-target', 'retry-after'];
    results.push([status, ...names.map((name) => headers.get(name))]);
  }
  await gateway.close();
  return results;
}

it('steps of the wall clock at any time change neither routes nor suspensions', async () => {
  const requests = fc.array(
    fc.record({
      advanceMs: fc.constantFrom(0, 1, 5_000, 19_999, 20_000, 30_000, 45_000),
      acts: fc.array(fc.constantFrom(...ACTS), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 2, maxLength: 10 },
  );
  const steps = fc.array(fc.constantFrom(...STEPS_MS), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('FAILOVER', 'ROUND_ROBIN'), requests, steps, async (kind, played, offsets) => {
      let asked = 0;
      const stepped = await play(kind, played, () => offsets[asked++ % offsets.length] ?? 0);
      expect(stepped).toEqual(await play(kind, played, () => 0));
    }),
    { numRuns: 25 },
  );
});

it('a step ends no failover early and lets no attempt last longer, also where code reads the clock of the machine', async () => {
  let offsetMs = 0;
  let reads = 0;
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => {
    offsetMs = STEPS_MS[(reads += 1) % STEPS_MS.length] ?? 0;
    return now.call(Date) + offsetMs;
  });
  const gateway = await new GatewayUnderTest(url, [...MODELS], { clock: SYSTEM_CLOCK }).listen();
  gateway.setPolicies({
    kind: 'FAILOVER',
    production: MODELS,
    requestTimeoutSeconds: REQUEST_TIMEOUT_SECONDS,
    totalTimeoutSeconds: TOTAL_TIMEOUT_SECONDS,
    suspendDurationSeconds: 60,
  });
  upstream.scripts.set('a', () => {});
  upstream.scripts.set('b', (response) => void response.writeHead(500).end());
  const startedMs = performance.now();
  const response = await gateway.chat({ model: 'a' });
  const tookMs = performance.now() - startedMs;
  expect([response.status, response.headers.get('x-switchyard-attempts')]).toEqual([200, '3']);
  expect(tookMs).toBeGreaterThan(REQUEST_TIMEOUT_SECONDS * 1_000 - 50);
  expect(tookMs).toBeLessThan(UNSTEPPED_MS_MAX);
  const { attempts, durationMs } = JSON.parse(gateway.log.at(-1)!) as {
    attempts: { durationMs: number }[];
    durationMs: number;
  };
  for (const ms of [durationMs, ...attempts.map((each) => each.durationMs)]) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(UNSTEPPED_MS_MAX);
  }
  expect((await gateway.chat({ model: 'a' })).headers.get('x-switchyard-attempts')).toBe('1');
  await gateway.close();
});
