import { NO_TOKENS, type Outcome } from '@switchyard/contract';
import type { AttemptRecord } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';
import type { MetricDetail } from './metric-families';
import { RequestMetrics } from './request-metrics';
import { SeriesBook, type SeriesFamily } from './series-book';

const named = (name: string) => ({ id: `id of ${name}`, name });

function attempt(target: string, outcome: Outcome = 'ANSWERED'): AttemptRecord {
  const [provider = '', endpoint = '', model = ''] = target.split('/');
  return {
    asked: { provider: named(provider), endpoint: named(endpoint), model: model === '' ? null : named(model) },
    provider,
    target: `${endpoint}/${model}`,
    outcome,
    isAnswer: outcome === 'ANSWERED',
    kind: null,
    quotesCredential: false,
    detail: null,
    status: 200,
    upstreamRequestId: null,
    resendCauses: [],
    startedAtMs: 0,
    msToHeaders: 1,
    msToEnd: 2,
    usage: null,
    next: 'ANSWER',
  };
}

function ended(change: Partial<EndedRequest> = {}): EndedRequest {
  return {
    id: 'x',
    traceId: null,
    startedAtMs: 0,
    aiApi: named('chat'),
    consumer: named('app'),
    consumerKeyId: null,
    environment: 'PRODUCTION',
    operation: 'chat-completions',
    isStreamed: false,
    policyId: null,
    revision: 1,
    askedModel: 'gpt-4o',
    attempts: [attempt('openai/main/gpt-4o')],
    status: 200,
    refusal: null,
    consumerGone: false,
    outcome: 'ANSWERED',
    totalMs: 1_500,
    msToFirstContent: 700,
    overheadMs: 0.3,
    requestBytes: 1,
    responseBytes: 1,
    plan: null,
    ...change,
  };
}

function counted(family: SeriesFamily): Record<string, number> {
  return Object.fromEntries(Array.from(family.all, ({ labels, values }) => [labels.join(' '), values[0] ?? 0]));
}

let metrics: RequestMetrics;
beforeEach(() => {
  metrics = new RequestMetrics();
});
const withDetail = (detail: Partial<MetricDetail>, book?: SeriesBook) =>
  new RequestMetrics({ isByConsumer: false, isLatencyByAiApi: false, ...detail }, book);

it('counts requests by AI API, environment and outcome, with its fault', () => {
  metrics.onRequestEnded(ended());
  metrics.onRequestEnded(ended({ environment: 'SANDBOX' }));
  metrics.onRequestEnded(ended({ outcome: 'TIMEOUT', attempts: [attempt('openai/main/gpt-4o', 'TIMEOUT')] }));
  const stranger = { aiApi: null, consumer: null, environment: null, attempts: [] };
  metrics.onRequestEnded(ended({ ...stranger, outcome: 'INVALID_API_KEY', refusal: 'invalid_api_key' }));
  metrics.onRequestEnded(ended());
  expect(counted(metrics.families.requests)).toEqual({
    'chat PRODUCTION ANSWERED NONE': 2,
    'chat SANDBOX ANSWERED NONE': 1,
    'chat PRODUCTION TIMEOUT PROVIDER': 1,
    '  INVALID_API_KEY CALLER': 1,
  });
});

it('counts attempts by target, and a request with several of them as a failover', () => {
  const attempts = [attempt('openai/main/gpt-4o', 'OVERLOADED'), attempt('azure/west/gpt-4o')];
  metrics.onRequestEnded(ended({ attempts }));
  metrics.onRequestEnded(
    ended({ attempts: [{ ...attempt('openai/main/'), resendCauses: ['CONNECTION_CLOSED', 'STREAM_USAGE_REJECTED'] }] }),
  );
  expect(counted(metrics.families.attempts)).toEqual({
    'chat openai main gpt-4o OVERLOADED': 1,
    'chat azure west gpt-4o ANSWERED': 1,
    'chat openai main  ANSWERED': 1,
  });
  expect(counted(metrics.families.failovers)).toEqual({ 'chat PRODUCTION': 1 });
  expect(counted(metrics.families.resends)).toEqual({ 'chat openai main ': 2 });
  expect(Object.keys(counted(metrics.families.targets))).toHaveLength(3);
});

it('counts tokens by kind, and cost, what is estimated apart, and attempts without a price', () => {
  const tokens = { ...NO_TOKENS, input: 100, output: 20 };
  const cost = { billionths: 2_500_000n, tier: null, isAboveStep: false };
  const usage = { isCounted: true, tokens, cost, answeredModel: null, serviceTier: null };
  const used = (change: object) =>
    ended({ attempts: [{ ...attempt('openai/main/gpt-4o'), usage: { ...usage, ...change } }] });
  metrics.onRequestEnded(used({}));
  metrics.onRequestEnded(used({}));
  metrics.onRequestEnded(used({ isCounted: false, cost: null, tokens: { ...NO_TOKENS, reasoning: 7 } }));
  const target = 'chat openai main gpt-4o';
  expect(counted(metrics.families.tokens)).toEqual({
    [`${target} input counted`]: 200,
    [`${target} output counted`]: 40,
    [`${target} reasoning estimated`]: 7,
  });
  expect(counted(metrics.families.cost)).toEqual({ [`${target} counted`]: 0.005 });
  expect(counted(metrics.families.unpriced)).toEqual({ [target]: 1 });
  const detailed = withDetail({ isByConsumer: true });
  detailed.onRequestEnded(used({}));
  expect(Object.keys(counted(detailed.families.cost))).toEqual([`${target} counted app`]);
});

it('has times in buckets, by environment and whether the response is streamed', () => {
  metrics.onRequestEnded(ended());
  metrics.onRequestEnded(ended({ totalMs: 50 }));
  metrics.onRequestEnded(ended({ totalMs: 3_600_000, isStreamed: true, msToFirstContent: null, overheadMs: null }));
  const { duration, firstContent, overhead } = metrics.families;
  const plain = duration.of(['PRODUCTION', 'false']).values;
  const { bounds } = duration;
  expect(
    plain.slice(0, -1).flatMap((count, index) => (count > 0 ? [[bounds?.[index] ?? Infinity, count]] : [])),
  ).toEqual([
    [0.05, 1],
    [2.5, 1],
  ]);
  expect(plain.at(-1)).toBeCloseTo(1.55);
  const streamed = duration.of(['PRODUCTION', 'true']).values;
  expect(streamed.at(-2)).toBe(1);
  expect(firstContent.of(['PRODUCTION', 'false']).values.at(-1)).toBeCloseTo(1.4);
  expect(overhead.of(['PRODUCTION', 'true']).values.every((value) => value === 0)).toBe(true);
});

it('tells consumers, and the latency of AI APIs, apart only if that is wanted', () => {
  const detailed = withDetail({ isByConsumer: true, isLatencyByAiApi: true });
  for (const each of [metrics, detailed]) each.onRequestEnded(ended());
  expect(Object.keys(counted(metrics.families.requests))).toEqual(['chat PRODUCTION ANSWERED NONE']);
  expect(Object.keys(counted(detailed.families.requests))).toEqual(['chat PRODUCTION ANSWERED NONE app']);
  expect(Array.from(metrics.families.duration.all, ({ labels }) => labels)).toEqual([['PRODUCTION', 'false']]);
  expect(Array.from(detailed.families.duration.all, ({ labels }) => labels)).toEqual([['chat', 'PRODUCTION', 'false']]);
});

it('counts the suspensions of each cause from 0', () => {
  metrics.noteSuspension('TIMEOUT');
  expect(counted(metrics.families.suspensions)).toMatchObject({ TIMEOUT: 1, UNREACHABLE: 0 });
});

it('loses no request and no attempt when there are more AI APIs, targets and consumers than series', () => {
  const book = new SeriesBook(300);
  const bounded = withDetail({ isByConsumer: true, isLatencyByAiApi: true }, book);
  const times = 5_000;
  for (let number = 0; number < times; number += 1) {
    bounded.onRequestEnded(
      ended({
        aiApi: named(`api-${number % 1_000}`),
        consumer: named(`app-${number}`),
        attempts: [attempt(`openai/main/model-${number % 700}`)],
      }),
    );
  }
  const { requests, attempts, duration } = bounded.families;
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  expect([sum(counted(requests)), sum(counted(attempts))]).toEqual([times, times]);
  const observed = Array.from(duration.all, ({ values }) =>
    values.slice(0, -1).reduce((total, count) => total + count, 0),
  );
  expect(observed.reduce((total, count) => total + count, 0)).toBe(times);
  expect(Object.keys(counted(requests))).toContain('other PRODUCTION ANSWERED NONE other');
  expect(Object.keys(counted(attempts))).toContain('other other other other ANSWERED');
});
