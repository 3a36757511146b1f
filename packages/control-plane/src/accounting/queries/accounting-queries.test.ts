import { randomUUID } from 'node:crypto';
import {
  encodeUsageBatch,
  latencyBucket,
  LatencyHistogram,
  NO_TOKENS,
  type UsageBatch,
  usageSubject,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { uuidv7 } from 'uuidv7';
import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';
import { createWorld } from '../../testing/world.suite';
import { attemptRow, batch, latencyRow, minuteOf, requestRecord, requestRow } from '../../testing/usage-batches.suite';

const HOUR_MS = 3_600_000;
const NOW = Date.now();
/** In an hour that is over. */
const MINUTE = Math.floor(minuteOf(NOW) / 60) * 60 - 90;
const iso = (ms: number) => new Date(ms).toISOString();
const at = (minute: number) => iso(minute * 60_000);

const [shop, help] = [randomUUID(), randomUUID()];
const [web, app] = [randomUUID(), randomUUID()];
const model = randomUUID();
const dataPlaneId = randomUUID();
let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(), { currency: 'EUR' });
});
afterAll(() => underTest.stop());

/** Sends a batch as a data plane does, and waits until it is absorbed. */
async function send(given: Partial<UsageBatch>): Promise<void> {
  const sent = batch({ dataPlaneId, ...given });
  await underTest.usageQueue.publish(
    usageSubject(dataPlaneId),
    encodeUsageBatch(underTest.sealingKey.usageKey, sent),
    randomUUID(),
  );
  await until(async () => {
    const rows = await underTest.sql('SELECT 1 FROM usage_source WHERE incarnation = $1', [sent.incarnation]);
    return rows.length === 1;
  }, 'the batch is absorbed');
}

const TOKENS = 'input cacheRead output reasoning';
const FIGURES = `requests { requests failovers }
  attempts { attempts resends tokens { ${TOKENS} } estimatedTokens { output } cost estimatedCost unpriced }`;
interface Report {
  groups: {
    key: Record<string, unknown>;
    totals: { requests: unknown; attempts: unknown };
    series: { at: string; figures: object }[];
  }[];
  totals: { requests: { requests: number } | null; attempts: object | null };
}
const USAGE = `query ($from: DateTime!, $to: DateTime!, $interval: UsageInterval, $groupBy: [UsageDimension!], $filter: UsageFilter) {
  usage(from: $from, to: $to, interval: $interval, groupBy: $groupBy, filter: $filter) {
    from to interval currency totals { ${FIGURES} }
    groups { key { isOther aiApiId consumerId modelId outcome fault } totals { ${FIGURES} } series { at figures { ${FIGURES} } } }
  } }`;
const period = { from: at(MINUTE), to: at(MINUTE + 60) };
const usage = (variables: object = {}) => underTest.get<Report>(USAGE, { ...period, interval: 'MINUTE', ...variables });

describe('usage', () => {
  beforeAll(async () => {
    const requests = [
      requestRow({ minute: MINUTE, aiApiId: shop, consumerId: web, requests: 5, failovers: 1 }),
      requestRow({ minute: MINUTE + 2, aiApiId: shop, consumerId: app, requests: 2, outcome: 'TIMEOUT' }),
      requestRow({ minute: MINUTE + 2, aiApiId: help, consumerId: web, requests: 1 }),
    ];
    const large = { ...NO_TOKENS, input: 3_000_000_000, cacheRead: 7, output: 2, reasoning: 1 };
    const attempts = [
      attemptRow({
        minute: MINUTE,
        aiApiId: shop,
        consumerId: web,
        modelId: model,
        attempts: 6,
        resends: 1,
        counted: large,
        cost: '1500000000',
      }),
      attemptRow({
        minute: MINUTE + 2,
        aiApiId: help,
        consumerId: web,
        outcome: 'STREAM_FAILED',
        counted: NO_TOKENS,
        estimated: { ...NO_TOKENS, output: 40 },
        cost: '0',
        estimatedCost: '1',
        unpriced: 1,
      }),
    ];
    await send({ requests, attempts });
  });

  it('sums requests, attempts, tokens and cost, what is estimated apart', async () => {
    expect(await usage()).toMatchObject({
      ...period,
      interval: 'MINUTE',
      currency: 'EUR',
      totals: {
        requests: { requests: 8, failovers: 1 },
        attempts: {
          attempts: 7,
          resends: 1,
          tokens: { input: 3_000_000_000, cacheRead: 7, output: 2, reasoning: 1 },
          estimatedTokens: { output: 40 },
          cost: '1.5',
          estimatedCost: '0.000000001',
          unpriced: 1,
        },
      },
      groups: [{ series: [{ at: at(MINUTE) }, { at: at(MINUTE + 2) }] }],
    });
  });

  it('says whose fault each outcome is', async () => {
    const { groups } = await usage({ groupBy: ['OUTCOME'] });
    expect(groups.map(({ key }) => [key['outcome'], key['fault']])).toEqual([
      ['ANSWERED', 'NONE'],
      ['TIMEOUT', 'PROVIDER'],
      ['STREAM_FAILED', 'PROVIDER'],
    ]);
    const { groups: all } = await usage();
    expect(all.map(({ key }) => key['fault'])).toEqual([null]);
  });

  it('groups by what was asked for, the busiest first, and sums minutes to hours and days', async () => {
    const { groups } = await usage({ groupBy: ['AI_API', 'CONSUMER'], interval: 'HOUR' });
    const counts = groups.map(({ key, totals }) => [key['aiApiId'], key['consumerId'], totals.requests]);
    expect(counts).toEqual([
      [shop, web, { requests: 5, failovers: 1 }],
      [shop, app, { requests: 2, failovers: 0 }],
      [help, web, { requests: 1, failovers: 0 }],
    ]);
    const days = await usage({
      from: iso(NOW - 30 * 24 * HOUR_MS),
      to: iso(NOW),
      interval: 'DAY',
      filter: { aiApiIds: [shop] },
    });
    expect(days).toMatchObject({ totals: { requests: { requests: 7 } }, groups: [{ key: { aiApiId: null } }] });
    expect(days.groups[0]!.series[0]!.at).toMatch(/T00:00:00.000Z$/);
  });

  it('tells what is not counted by a dimension from what is 0', async () => {
    const byModel = await usage({ filter: { modelIds: [model] } });
    expect(byModel.totals).toMatchObject({ requests: null, attempts: { attempts: 6 } });
    const byPolicy = await usage({ groupBy: ['POLICY'] });
    expect(byPolicy.totals).toMatchObject({ requests: { requests: 8 }, attempts: null });
    const nothing = await usage({ filter: { consumerIds: [randomUUID()] } });
    expect(nothing).toMatchObject({ totals: { requests: { requests: 0 }, attempts: { cost: '0' } }, groups: [] });
    expect((await usage({ filter: { consumerIds: ['not an id'] } })).groups).toEqual([]);
  });

  it('gives one step for the whole period, whatever its length', async () => {
    const { groups } = await usage({ groupBy: ['CONSUMER'], interval: 'PERIOD' });
    expect(groups.map(({ series }) => series.map((step) => step.at))).toEqual([[at(MINUTE)], [at(MINUTE)]]);
    const hours = { from: iso(NOW - 30 * 24 * HOUR_MS), to: at(MINUTE + 60), interval: 'PERIOD' };
    const long = await usage(hours);
    expect(long.groups[0]!.series).toHaveLength(1);
    expect(long.groups[0]!.series[0]!.figures).toEqual(long.totals);
  });

  describe('latency', () => {
    const DURATIONS = 'duration { p50 p95 p99 } firstContent { p50 } overhead { p50 }';
    const LATENCY = `query ($from: DateTime!, $to: DateTime!, $groupBy: [UsageDimension!], $filter: UsageFilter) {
      usage(from: $from, to: $to, interval: MINUTE, groupBy: $groupBy, filter: $filter) {
        totals { latency { ${DURATIONS} } }
        groups { key { modelId } totals { latency { ${DURATIONS} } } series { at figures { latency { ${DURATIONS} } } } } } }`;
    const latency = (variables: object = {}) =>
      underTest.get<{ totals: object; groups: { key: object; totals: object; series: object[] }[] }>(LATENCY, {
        ...period,
        ...variables,
      });
    const bucket = (ms: number) => latencyBucket(ms * 1_000);
    /** As a histogram has it. */
    const rough = (ms: number) => {
      const histogram = new LatencyHistogram();
      histogram.record(ms * 1_000);
      return (histogram.quantile(1) ?? 0) / 1_000;
    };
    const durations = (p50: number, p95: number, p99: number) => ({
      p50: rough(p50),
      p95: rough(p95),
      p99: rough(p99),
    });

    beforeAll(async () => {
      const row = { aiApiId: shop, modelId: model };
      const duration: [number, number][] = [
        [bucket(100), 90],
        [bucket(2_000), 8],
        [bucket(9_000), 2],
      ];
      await send({
        latencies: [
          latencyRow({
            ...row,
            minute: MINUTE,
            duration,
            firstContent: [[bucket(30), 1]],
            overhead: [[bucket(2), 100]],
          }),
          latencyRow({ ...row, minute: MINUTE + 2, duration: [[bucket(500), 50]] }),
          latencyRow({ minute: MINUTE + 2, aiApiId: help, streamed: true, duration: [[bucket(500), 50]] }),
        ],
      });
    });

    it('merges the histograms of a group and of a step', async () => {
      const first = {
        duration: durations(100, 2_000, 9_000),
        firstContent: { p50: rough(30) },
        overhead: { p50: rough(2) },
      };
      const second = { duration: durations(500, 500, 500), firstContent: null, overhead: null };
      const { totals, groups } = await latency({ groupBy: ['MODEL'] });
      expect(totals).toEqual({ latency: { ...first, duration: durations(500, 500, 2_000) } });
      const ofModel = groups.find(({ key }) => 'modelId' in key && key.modelId === model);
      expect(ofModel?.totals).toEqual({ latency: { ...first, duration: durations(100, 2_000, 9_000) } });
      expect(ofModel?.series).toEqual([{ at: at(MINUTE), figures: { latency: first } }]);
      const helped = await latency({ filter: { aiApiIds: [help] } });
      expect(helped.groups[0]?.series).toEqual([{ at: at(MINUTE + 2), figures: { latency: second } }]);
    });

    it('is null for what it is not counted by, and where there were no requests', async () => {
      expect(await latency({ filter: { consumerIds: [web] } })).toMatchObject({ totals: { latency: null } });
      expect(await latency({ groupBy: ['OUTCOME'] })).toMatchObject({ totals: { latency: null } });
      expect(await latency({ filter: { aiApiIds: [randomUUID()] } })).toMatchObject({ totals: { latency: null } });
    });

    it('takes one statement more, and none if it is not asked for', async () => {
      expect(await underTest.statementsOfQuery(LATENCY, { ...period, groupBy: ['AI_API'] })).toBe(3);
    });
  });

  it('refuses a period, interval or combination that cannot be answered', async () => {
    const refused = async (variables: object) => {
      const { errors } = await underTest.ask(USAGE, { ...period, interval: 'HOUR', ...variables });
      return problems(errors![0]!);
    };
    expect(await refused({ to: period.from })).toEqual(['to: OUT_OF_RANGE']);
    expect(await refused({ from: iso(0) })).toEqual(['to: OUT_OF_RANGE']);
    expect(await refused({ from: iso(NOW - 24 * HOUR_MS), interval: 'MINUTE' })).toEqual(['interval: OUT_OF_RANGE']);
    expect(await refused({ groupBy: ['POLICY', 'MODEL'] })).toEqual(['groupBy: OUT_OF_RANGE']);
  });

  it('reads hours where minutes are no longer kept', async () => {
    const old = MINUTE - 20 * 24 * 60;
    await send({ requests: [requestRow({ minute: old, aiApiId: randomUUID(), requests: 3 })] });
    const asked = { from: at(old), to: at(old + 1) };
    const hour = Math.floor(old / 60) * 60;
    expect(await usage({ ...asked, interval: 'HOUR' })).toMatchObject({
      from: at(hour),
      to: at(hour + 60),
      totals: { requests: { requests: 3 } },
    });
    const { errors } = await underTest.ask(USAGE, { ...asked, interval: 'MINUTE' });
    expect(errors![0]!.message).toContain('sums per minute are not kept for longer');
  });

  it('takes two statements, and a third for whole days, however much there is', async () => {
    const variables = { ...period, interval: 'MINUTE', groupBy: ['AI_API', 'CONSUMER', 'OUTCOME'] };
    expect(await underTest.statementsOfQuery(USAGE, variables)).toBe(2);
    const days = { ...variables, from: iso(NOW - 30 * 24 * HOUR_MS), interval: 'DAY' };
    expect(await underTest.statementsOfQuery(USAGE, days)).toBe(3);
  });
});

describe('requests', () => {
  const provider = { id: randomUUID(), name: 'openai' };
  const endpoint = { id: randomUUID(), name: 'eu' };
  const used = { counted: { ...NO_TOKENS, input: 9 }, estimated: NO_TOKENS, cost: '27000', estimatedCost: null };
  const attempt = {
    provider,
    endpoint,
    model: { id: model, name: 'gpt' },
    outcome: 'TIMEOUT' as const,
    status: null,
    error: 'no response in 30 s',
    vendorRequestId: null,
    startedAt: iso(NOW),
    msToHeaders: null,
    msToEnd: 30_000.5,
    resent: false,
    next: 'EXHAUSTED' as const,
    used,
  };
  const failed = requestRecord({
    aiApi: { id: shop, name: 'shop' },
    consumerId: web,
    outcome: 'TIMEOUT',
    status: 504,
    attempts: [attempt],
    used,
  });
  const refusals = Array.from({ length: 5 }, () => requestRecord({ consumerId: app }));
  const answered = requestRecord({ consumerId: web, outcome: 'ANSWERED', status: 200 });
  const NODE =
    'id outcome fault status attempts { endpointName modelName outcome error next used { cost tokens { input } } }';
  const LIST = `query ($filter: RequestFilter, $first: Int, $after: String, $from: DateTime, $to: DateTime) {
    requests(filter: $filter, first: $first, after: $after, from: $from, to: $to) { nodes { ${NODE} } pageInfo { hasNextPage endCursor } } }`;
  interface List {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const list = async (variables: Record<string, unknown>) => underTest.get<List>(LIST, variables);
  const ids = async (filter: object) => (await list({ filter })).nodes.map(({ id }) => id);

  beforeAll(() => send({ records: [failed, ...refusals, answered] }));

  it('says by its id what happened to a request', async () => {
    const query = `query ($id: ID!) { request(id: $id) { ${NODE} aiApiName dataPlaneId at } }`;
    expect(await underTest.get(query, { id: failed.id })).toEqual({
      id: failed.id,
      at: expect.any(String),
      aiApiName: 'shop',
      dataPlaneId,
      outcome: 'TIMEOUT',
      fault: 'PROVIDER',
      status: 504,
      attempts: [
        {
          endpointName: 'eu',
          modelName: 'gpt',
          outcome: 'TIMEOUT',
          error: 'no response in 30 s',
          next: 'EXHAUSTED',
          used: { cost: '0.000027', tokens: { input: 9 } },
        },
      ],
    });
    const { advice, reason } = await underTest.get<{ advice: string; reason: string }>(
      'query ($id: ID!) { request(id: $id) { reason advice } }',
      { id: failed.id },
    );
    expect(reason).toContain('Model gpt on endpoint eu of provider openai: no response in 30 s. No target was left.');
    expect(advice).toContain('Raise the timeout');
    for (const id of [uuidv7(), randomUUID(), 'x']) expect(await underTest.get(query, { id })).toBeNull();
  });

  it('finds by its id a request of a data plane whose clock is ahead', async () => {
    const digits = (NOW + 72 * HOUR_MS).toString(16).padStart(12, '0');
    const id = `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000001`;
    await send({ records: [requestRecord({ id, consumerId: randomUUID() })] });
    const { at: shownAt } = await underTest.get<{ at: string }>('query ($id: ID!) { request(id: $id) { at } }', { id });
    expect(Date.parse(shownAt)).toBeLessThan(NOW + HOUR_MS);
    await underTest.sql('DELETE FROM request_record WHERE id = $1', [id]);
  });

  it('finds requests by each filter, newest first', async () => {
    const older = refusals.map(({ id }) => id).toReversed();
    expect(await ids({ consumerId: app })).toEqual(older);
    expect(await ids({ consumerId: web })).toEqual([answered.id, failed.id]);
    expect(await ids({ failed: true })).toEqual([...older, failed.id]);
    expect(await ids({ fault: 'CALLER' })).toEqual(older);
    expect(await ids({ outcome: 'TIMEOUT' })).toEqual([failed.id]);
    for (const filter of [
      { aiApiId: shop },
      { providerId: provider.id },
      { endpointId: endpoint.id },
      { modelId: model },
    ]) {
      expect(await ids(filter)).toEqual([failed.id]);
    }
    expect(await ids({ consumerKeyId: 'not an id' })).toEqual([]);
    const all = await list({ from: iso(NOW - HOUR_MS), to: iso(NOW + HOUR_MS) });
    expect(all.nodes).toHaveLength(7);
    expect((await list({ to: iso(NOW - HOUR_MS) })).nodes).toEqual([]);
  });

  it('gives pages that neither skip nor repeat a request', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: List = await list({ first: 3, after, filter: { failed: true } });
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual(await ids({ failed: true }));
    expect(seen).toHaveLength(6);
    const { errors } = await underTest.ask(LIST, { after: 'x' });
    expect(problems(errors![0]!)).toEqual(['after: INVALID_FORMAT']);
  });

  it('takes one condition at a time', async () => {
    const { errors } = await underTest.ask(LIST, { filter: { consumerId: web, failed: true } });
    expect(errors).toHaveLength(1);
    const none = await underTest.ask(LIST, { filter: { failed: false } });
    expect(problems(none.errors![0]!)).toEqual(['filter.failed: OUT_OF_RANGE']);
  });

  it('names no consumer that was deleted', async () => {
    const { consumer } = await underTest.change<{ consumer: { id: string } } & { revision: number }>(
      'createConsumer',
      { name: 'secretive' },
      'consumer { id } revision',
    );
    await send({ records: [requestRecord({ consumerId: consumer.id })] });
    await underTest.change('deleteConsumer', { consumerId: consumer.id }, 'revision');
    const rows = await underTest.sql('SELECT record::text AS text FROM request_record');
    expect(rows.every((row) => !String(row['text']).includes('secretive'))).toBe(true);
    expect(await ids({ consumerId: consumer.id })).toHaveLength(1);
  });
});

it('lists gaps, the latest first', async () => {
  const gap = (minute: number) => ({
    id: randomUUID(),
    cause: 'WORKER_ENDED' as const,
    worker: 2,
    from: at(minute),
    to: at(minute + 1),
    batches: null,
  });
  await send({ gaps: [gap(MINUTE), gap(MINUTE + 5), gap(MINUTE - 600)] });
  const query =
    'query ($from: DateTime!, $to: DateTime!) { usageGaps(from: $from, to: $to) { cause worker from dataPlaneId } }';
  expect(await underTest.get(query, period)).toEqual([
    { cause: 'WORKER_ENDED', worker: 2, from: at(MINUTE + 5), dataPlaneId },
    { cause: 'WORKER_ENDED', worker: 2, from: at(MINUTE), dataPlaneId },
  ]);
});

describe('traffic', () => {
  const COUNTS = 'total answered callerFaults policyFaults providerFaults gatewayFaults';
  const TRAFFIC = `from to requests { ${COUNTS} } failovers attempts { ${COUNTS} } tokens cost unpriced`;
  const counts = (given: object = {}) => ({
    total: 0,
    answered: 0,
    callerFaults: 0,
    policyFaults: 0,
    providerFaults: 0,
    gatewayFaults: 0,
    ...given,
  });
  const QUERY = `query ($aiApiId: ID!, $providerId: ID!, $endpointId: ID!, $consumerId: ID!, $last: TrafficPeriod) {
    aiApi(id: $aiApiId) { traffic(last: $last) { ${TRAFFIC} } } consumer(id: $consumerId) { traffic(last: $last) { ${TRAFFIC} } }
    provider(id: $providerId) { traffic(last: $last) { ${TRAFFIC} } }
    endpoint(id: $endpointId) { traffic(last: $last) { ${TRAFFIC} } } }`;

  it('sums up what happened until now, at an AI API, a provider, an endpoint and of a consumer', async () => {
    const { aiApiId, providerId, productionId: endpointId } = await createWorld(underTest);
    const { consumer } = await underTest.change<{ consumer: { id: string } }>(
      'createConsumer',
      { name: 'busy' },
      'consumer { id }',
    );
    const ids = { aiApiId, providerId, endpointId, consumerId: consumer.id };
    const row = { ...ids, minute: minuteOf(Date.now()) - 2 };
    const requests = [
      requestRow({ ...row, requests: 5, failovers: 2 }),
      requestRow({ ...row, requests: 2, outcome: 'TIMEOUT' }),
      requestRow({ ...row, outcome: 'ACCESS_DENIED' }),
      requestRow({ ...row, outcome: 'INTERNAL' }),
      requestRow({ ...row, minute: row.minute - 60 * 10, outcome: 'OPERATION_NOT_ALLOWED' }),
    ];
    const estimated = { ...NO_TOKENS, output: 7 };
    const attempts = [
      attemptRow({ ...row, attempts: 7, cost: '1500000000', estimatedCost: '500000000', estimated }),
      attemptRow({ ...row, attempts: 2, outcome: 'TIMEOUT', counted: NO_TOKENS, cost: '0', unpriced: 1 }),
    ];
    await send({ requests, attempts });
    const vendors = {
      attempts: counts({ total: 9, answered: 7, providerFaults: 2 }),
      tokens: 22,
      cost: '2',
      unpriced: 1,
      from: expect.any(String),
      to: expect.any(String),
    };
    const ofRequests = counts({ total: 9, answered: 5, callerFaults: 1, providerFaults: 2, gatewayFaults: 1 });
    const whole = { traffic: { ...vendors, requests: ofRequests, failovers: 2 } };
    const calls = { traffic: { ...vendors, requests: null, failovers: null } };
    const { data } = await underTest.ask(QUERY, ids);
    expect(data).toEqual({ aiApi: whole, consumer: whole, provider: calls, endpoint: calls });
    const day = await underTest.ask(QUERY, { ...ids, last: 'DAY' });
    expect(day.data).toMatchObject({ aiApi: { traffic: { requests: { total: 10, policyFaults: 1 } } } });
  });

  it('takes two statements for a page of any length', async () => {
    const plain = await underTest.statementsOfQuery('{ aiApis { nodes { id } } }');
    expect(await underTest.statementsOfQuery(`{ aiApis { nodes { id traffic { ${TRAFFIC} } } } }`)).toBe(plain + 2);
    const providers = await underTest.statementsOfQuery('{ providers { nodes { id } } }');
    const query = '{ providers { nodes { id traffic(last: WEEK) { tokens } } } }';
    expect(await underTest.statementsOfQuery(query)).toBe(providers + 1);
  });
});

describe('recostUsage', () => {
  const recost = (input: object) =>
    underTest.ask('mutation ($input: RecostUsageInput!) { recostUsage(input: $input) { hours recosted kept } }', {
      input,
    });

  it('computes costs again, and says how many it keeps', async () => {
    const { modelIds } = await createWorld(underTest);
    const old = MINUTE - 5 * 60;
    await send({ attempts: [attemptRow({ minute: old, modelId: modelIds[0] }), attemptRow({ minute: old })] });
    const { data } = await recost({ from: at(old), to: at(old + 1) });
    expect(data?.['recostUsage']).toEqual({ hours: 1, recosted: 1, kept: 1 });
  });

  it('refuses a period that is empty or too long, and a VIEWER', async () => {
    const refused = async (to: string) => problems((await recost({ from: at(MINUTE), to })).errors![0]!);
    expect(await refused(at(MINUTE))).toEqual(['to: OUT_OF_RANGE']);
    expect(await refused(at(MINUTE + 32 * 24 * 60))).toEqual(['to: OUT_OF_RANGE']);
    const query = 'mutation ($input: RecostUsageInput!) { recostUsage(input: $input) { hours } }';
    const input = { from: at(MINUTE), to: at(MINUTE + 60) };
    const { errors } = await underTest.ask(query, { input }, await underTest.accessToken('VIEWER'));
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
