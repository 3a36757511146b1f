import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const NO_TOKENS = { input: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 0, reasoning: 0 };
const FIGURES = {
  requests: { requests: 1_234, failovers: 2 },
  attempts: {
    attempts: 1_236,
    resends: 1,
    tokens: { ...NO_TOKENS, input: 5_000_000, cacheWrite5m: 1, cacheRead: 7, output: 30, reasoning: 4 },
    estimatedTokens: { ...NO_TOKENS, output: 9 },
    cost: '12.3456789',
    estimatedCost: '0.000000012',
    unpriced: 3,
  },
};
const NO_KEY = {
  isOther: false,
  aiApiId: null,
  consumerId: null,
  environment: null,
  policyId: null,
  providerId: null,
  modelId: null,
  endpointId: null,
  outcome: null,
};
const AT = '2026-03-01T00:00:00.000Z';
const group = (key: object, figures: object = FIGURES) => ({
  key: { ...NO_KEY, ...key },
  series: [{ at: AT, figures }],
});
const GAP = {
  dataPlaneId: 'dp-1',
  cause: 'WORKER_ENDED',
  worker: 2,
  from: AT,
  to: '2026-03-01T00:00:01.000Z',
  batches: null,
};
const TO = '2026-03-02T00:00:00.000Z';
const answerOf = (groups: object[], totals: object = FIGURES) => ({
  usage: { from: AT, to: TO, interval: 'PERIOD', currency: 'EUR', totals, groups },
});
const NO_GAPS = () => ({ usageGaps: [] });

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

const usage = (...args: string[]) => switchyard(['usage', ...args], { url: controlPlane.url });

it('shows usage by what is asked for, with names, a total, and what is estimated or unknown beside what is known', async () => {
  controlPlane.answer({
    Usage: () => answerOf([group({ consumerId: 'c-1' }), group({ consumerId: 'c-2' }), group({ isOther: true })]),
    UsageGaps: () => ({ usageGaps: Array.from({ length: 200 }, () => GAP) }),
    ObjectNames: () => ({ nodes: [{ id: 'c-1', name: 'web' }, null] }),
  });
  const period = ['--since', '2026-03-01T00:00:10Z', '--until', '2026-03-01T23:59:50Z'];
  const { output, errorOutput } = await usage('--by', 'consumer', ...period);
  const cells = '1,234 +2 +1,236 +5,000,001 +7 +34 +9 +12.3457, about 0.00000001 more, 3 without a price';
  expect(output).toMatch(/^CONSUMER +REQUESTS +FAILOVERS +ATTEMPTS +INPUT +CACHED +OUTPUT +ESTIMATED +COST \(EUR\)$/m);
  for (const name of ['web', 'c-2', 'other', 'total']) expect(output).toMatch(new RegExp(`^${name} +${cells}$`, 'm'));
  expect(errorOutput).toContain(
    `so the sums are too low:\n  data plane dp-1, ${AT} to ${GAP.to}: a worker ended before it had reported all`,
  );
  expect(errorOutput).toContain('These are the latest 200. There may be more');
  // The report's own period, which is wider than what was asked for.
  expect(controlPlane.inputOf('UsageGaps')).toEqual({ from: AT, to: TO });
  expect(controlPlane.inputOf('Usage')).toMatchObject({
    from: '2026-03-01T00:00:10.000Z',
    to: '2026-03-01T23:59:50.000Z',
    interval: 'PERIOD',
    groupBy: ['CONSUMER'],
  });
});

it('gives each figure exactly as CSV, JSON and YAML', async () => {
  controlPlane.answer({
    Usage: () => answerOf([group({ modelId: 'm-1', environment: 'PRODUCTION' })]),
    UsageGaps: NO_GAPS,
    ObjectNames: () => ({ nodes: [{ id: 'm-1', name: '=gpt,4', provider: { name: 'openai' } }] }),
  });
  const by = ['--by', 'model,environment', '--interval', 'day'];
  const csv = (await usage(...by, '-o', 'csv')).output.split('\r\n');
  expect(csv[0]).toBe(
    'from,model,model_id,environment,requests,failovers,attempts,resends,input,cache_read,cache_write_5m,cache_write_1h,output,reasoning,estimated_input,estimated_cache_read,estimated_cache_write_5m,estimated_cache_write_1h,estimated_output,estimated_reasoning,cost,estimated_cost,unpriced,currency',
  );
  expect(csv[1]).toBe(
    `${AT},"openai/=gpt,4",m-1,production,1234,2,1236,1,5000000,7,1,0,30,4,0,0,0,0,9,0,12.3456789,0.000000012,3,EUR`,
  );
  expect(JSON.parse((await usage(...by, '-o', 'json')).output)).toEqual(
    answerOf([group({ modelId: 'm-1', environment: 'PRODUCTION' })]).usage,
  );
  expect((await usage(...by, '-o', 'yaml')).output).toContain('currency: EUR\n');
  expect(jsonOf(await usage(...by, '--json'))).toMatchObject({ usage: { currency: 'EUR' }, usageGaps: [] });
  expect(controlPlane.inputOf('Usage')).toMatchObject({ interval: 'DAY', groupBy: ['MODEL', 'ENVIRONMENT'] });
});

it('shows how long requests took, and what is not counted as such', async () => {
  const durations = { p50: 840.4, p95: 9_800, p99: 30_500 };
  const figures = {
    requests: null,
    attempts: { attempts: 12 },
    latency: { duration: durations, firstContent: null, overhead: { p50: 1.24, p95: 2, p99: 3 } },
  };
  controlPlane.answer({
    UsageLatency: () => answerOf([group({ outcome: 'TIMEOUT' }, figures)], figures),
    UsageGaps: NO_GAPS,
    ObjectNames: () => ({ nodes: [] }),
  });
  const { output } = await usage('--latency', '--by', 'outcome', '--interval', 'hour');
  expect(output).toMatch(/^TIMEOUT +2026-03-01T00:00:00\.000Z +12 +840 ms +9800 ms +30\.5 s +- +- +1\.2 ms +3\.0 ms$/m);
  const csv = (await usage('--latency', '--by', 'outcome', '-o', 'csv')).output.split('\r\n');
  expect(csv[1]).toBe(`${AT},TIMEOUT,12,840.4,9800,30500,,,,1.24,2,3`);
});

it('filters by objects that are named', async () => {
  controlPlane.answer({
    Usage: () => answerOf([]),
    UsageGaps: NO_GAPS,
    ConsumerId: ({ name }) => ({ consumer: name === 'web' ? { id: 'c-1' } : null }),
    ObjectsByName: () => ({ provider: null, aiApi: { id: 'a-1' }, consumer: { id: 'c-9' } }),
    ObjectsOfProvider: () => ({
      provider: { models: [{ id: 'm-1', name: 'main' }], endpoints: [{ id: 'e-1', name: 'main' }] },
    }),
  });
  const names = ['--consumer', 'web', '--ai-api', 'support', '--endpoint', 'openai/main', '--environment', 'sandbox'];
  expect((await usage(...names, '--outcome', 'timeout')).exitCode).toBe(0);
  expect(controlPlane.inputOf('Usage')).toMatchObject({
    filter: {
      consumerIds: ['c-1'],
      aiApiIds: ['a-1'],
      endpointIds: ['e-1'],
      environment: 'SANDBOX',
      outcomes: ['TIMEOUT'],
      providerIds: null,
    },
  });
  expect(await usage('--consumer', 'nobody')).toMatchObject({ exitCode: 3 });
  for (const wrong of [
    ['--by', 'weekday'],
    ['--since', 'soon'],
    ['--outcome', '?'],
  ]) {
    expect(await usage(...wrong)).toMatchObject({ exitCode: 2 });
  }
});

it('recost goes day by day and sums up what it did', async () => {
  const inputs: unknown[] = [];
  controlPlane.answer({
    RecostUsage: ({ input }) => {
      inputs.push(input);
      return { recostUsage: { hours: 2, recosted: 1_000, kept: 1 } };
    },
  });
  const args = ['recost', '--since', '2026-03-01T12:00:00Z', '--until', '2026-03-03'];
  const { output, errorOutput } = await switchyard(args, { url: controlPlane.url });
  expect(inputs).toEqual([
    { from: '2026-03-01T12:00:00.000Z', to: '2026-03-02T00:00:00.000Z' },
    { from: '2026-03-02T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' },
  ]);
  expect(output).toBe('Computed the cost of 2,000 attempts in 4 hours. 2 attempts keep theirs.\n');
  expect(errorOutput).toContain('2026-03-01: 1,000 attempts\n');
  const backwards = ['recost', '--since', '2026-03-02', '--until', '2026-03-01'];
  expect(await switchyard(backwards, { url: controlPlane.url })).toMatchObject({ exitCode: 2 });
});
