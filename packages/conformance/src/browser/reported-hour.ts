import {
  type AttemptOfRecord,
  LatencyHistogram,
  NO_TOKENS,
  type RequestRecord,
  type UsageBatch,
} from '@switchyard/contract';
import { randomBytes } from 'node:crypto';

type Named = { readonly id: string; readonly name: string };

/** The objects that the requests of an hour are about. */
export interface Reported {
  readonly aiApi: Named;
  readonly provider: Named;
  readonly endpoint: Named;
  /** The primary of its policy, and the first fallback. */
  readonly models: readonly [Named, Named];
  readonly consumerId: string;
  readonly policyId: string;
}

const MINUTES = 60;
const MINUTE_MS = 60_000;
const TOKENS = { ...NO_TOKENS, input: 1_240, cacheRead: 3_072, output: 210, reasoning: 64 };
const USED = { counted: TOKENS, estimated: NO_TOKENS, cost: '8250000', estimatedCost: '0' };
const COST_PER_ATTEMPT = 8_250_000;
/** Requests per minute rise and fall by as much around their mean. */
const REQUESTS_MEAN = 40;
const REQUESTS_SWING = 25;
/** How long each request took, in ms, and a fifth of them twice as long. */
const TOOK = { duration: 2_200, firstContent: 640, overhead: 0.42 };
const SLOW_SHARE = 0.2;
const US_PER_MS = 1_000;
/** The minutes in which the primary fails. */
const OUTAGE = { from: 38, to: 44 };

/** An hour until now, with an outage of the primary in it, and three single requests. */
export function reportedHour(
  reported: Reported,
  nowMs: number,
): Pick<UsageBatch, 'requests' | 'attempts' | 'latencies' | 'records'> {
  const { aiApi, provider, endpoint, models, consumerId, policyId } = reported;
  const common = { isOther: false, aiApiId: aiApi.id, consumerId, environment: 'PRODUCTION' as const };
  const minutes = Array.from({ length: MINUTES }, (_minute, index) => {
    const isOutage = index >= OUTAGE.from && index < OUTAGE.to;
    const requests = Math.round(REQUESTS_MEAN + REQUESTS_SWING * Math.sin(index / 7));
    return { minute: Math.floor(nowMs / MINUTE_MS) - MINUTES + 1 + index, requests, isOutage };
  });
  const attempt = (minute: number, model: Named, outcome: 'ANSWERED' | 'OVERLOADED', attempts: number) => {
    const isAnswer = outcome === 'ANSWERED';
    const times = isAnswer ? attempts : 0;
    return {
      ...common,
      minute,
      providerId: provider.id,
      modelId: model.id,
      endpointId: endpoint.id,
      outcome,
      serviceTier: null,
      isAboveStep: false,
      attempts,
      resends: 0,
      countedAttempts: times,
      estimatedAttempts: 0,
      counted: {
        ...NO_TOKENS,
        input: TOKENS.input * times,
        cacheRead: TOKENS.cacheRead * times,
        output: TOKENS.output * times,
      },
      estimated: NO_TOKENS,
      cost: String(COST_PER_ATTEMPT * times),
      estimatedCost: '0',
      unpriced: 0,
    };
  };
  return {
    requests: minutes.flatMap(({ minute, requests, isOutage }) => [
      {
        ...common,
        minute,
        policyId,
        outcome: 'ANSWERED' as const,
        streamed: true,
        requests,
        failovers: isOutage ? requests : 0,
      },
      ...(isOutage
        ? [{ ...common, minute, policyId, outcome: 'OVERLOADED' as const, streamed: true, requests: 2, failovers: 2 }]
        : []),
    ]),
    attempts: minutes.flatMap(({ minute, requests, isOutage }) => [
      attempt(minute, models[isOutage ? 1 : 0], 'ANSWERED', requests),
      ...(isOutage ? [attempt(minute, models[0], 'OVERLOADED', requests + 2)] : []),
    ]),
    latencies: minutes.map(({ minute, requests, isOutage }) => ({
      minute,
      isOther: false,
      aiApiId: aiApi.id,
      environment: 'PRODUCTION' as const,
      providerId: provider.id,
      modelId: models[isOutage ? 1 : 0].id,
      endpointId: endpoint.id,
      streamed: true,
      duration: timesOf(TOOK.duration, requests),
      firstContent: timesOf(TOOK.firstContent, requests),
      overhead: timesOf(TOOK.overhead, requests),
    })),
    records: [
      failedOver(reported, nowMs - 90_000),
      refused(reported, nowMs - 30_000),
      failed(reported, nowMs - 600_000),
    ],
  };
}

function timesOf(ms: number, requests: number): [number, number][] {
  const histogram = new LatencyHistogram();
  const slow = Math.floor(requests * SLOW_SHARE);
  for (let request = 0; request < requests; request += 1) {
    histogram.record(ms * US_PER_MS * (request < slow ? 2 : 1));
  }
  return Object.entries(histogram.counts()).map(([bucket, count]) => [Number(bucket), count]);
}

function record({ aiApi, consumerId, policyId }: Reported, atMs: number, given: Partial<RequestRecord>): RequestRecord {
  return {
    id: uuidOf(atMs),
    traceId: randomBytes(16).toString('hex'),
    at: new Date(atMs).toISOString(),
    aiApi,
    consumerId,
    consumerKeyId: null,
    environment: 'PRODUCTION',
    operation: 'chat-completions',
    streamed: true,
    policyId,
    revision: 1,
    askedModel: null,
    sentModel: null,
    answeredModel: null,
    serviceTier: null,
    attempts: [],
    status: 200,
    outcome: 'ANSWERED',
    totalMs: 0,
    msToFirstContent: null,
    overheadMs: 0.42,
    requestBytes: 4_812,
    responseBytes: 9_230,
    used: { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null },
    ...given,
  };
}

function attemptOf(
  { provider, endpoint }: Reported,
  model: Named,
  startedMs: number,
  given: Partial<AttemptOfRecord>,
): AttemptOfRecord {
  return {
    provider,
    endpoint,
    model,
    outcome: 'ANSWERED',
    status: 200,
    error: null,
    vendorRequestId: 'req_8f14e45f',
    startedAt: new Date(startedMs).toISOString(),
    msToHeaders: 180,
    msToEnd: 2_300,
    resendCauses: [],
    next: 'ANSWER',
    used: USED,
    ...given,
  };
}

function failedOver(reported: Reported, atMs: number): RequestRecord {
  const [primary, fallback] = reported.models;
  return record(reported, atMs, {
    askedModel: primary.name,
    sentModel: fallback.name,
    answeredModel: `${fallback.name}-2026-08-06`,
    serviceTier: 'default',
    totalMs: 3_120,
    msToFirstContent: 1_020,
    used: USED,
    attempts: [
      attemptOf(reported, primary, atMs, {
        outcome: 'OVERLOADED',
        status: 503,
        error: 'the vendor answered with 503',
        msToHeaders: 760,
        msToEnd: 770,
        next: 'NEXT_TARGET',
        used: null,
      }),
      attemptOf(reported, fallback, atMs + 771, {}),
    ],
  });
}

function failed(reported: Reported, atMs: number): RequestRecord {
  const [primary] = reported.models;
  return record(reported, atMs, {
    askedModel: primary.name,
    sentModel: primary.name,
    status: 504,
    outcome: 'TIMEOUT',
    totalMs: 30_004,
    attempts: [
      attemptOf(reported, primary, atMs + 1, {
        outcome: 'TIMEOUT',
        status: null,
        error: 'no response headers within 30 s',
        vendorRequestId: null,
        msToHeaders: null,
        msToEnd: 30_001,
        next: 'EXHAUSTED',
        used: null,
      }),
    ],
  });
}

function refused(reported: Reported, atMs: number): RequestRecord {
  return record(reported, atMs, {
    aiApi: null,
    consumerId: null,
    policyId: null,
    environment: null,
    operation: null,
    streamed: false,
    status: 401,
    outcome: 'INVALID_API_KEY',
    totalMs: 0.31,
    overheadMs: null,
    responseBytes: 120,
  });
}

/** A UUIDv7, which begins with the time. */
function uuidOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  const random = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
