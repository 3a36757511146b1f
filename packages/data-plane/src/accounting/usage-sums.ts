import {
  addTokens,
  latencyBucket,
  NO_TOKENS,
  serviceTierSchema,
  type TokenCounts,
  type UsageAttemptRow,
  type UsageLatencyRow,
  type UsageRequestRow,
} from '@switchyard/contract';
import type { UsageContent } from '../spool/usage-outbox';
import type { AttemptRecord } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';
import { RowBudget } from './row-budget';
import { usualDimensions, type UsualRequest, UsualRows } from './usual-rows';

const MS_PER_MINUTE = 60_000;
const US_PER_MS = 1_000;

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };
type RequestSum = Mutable<UsageRequestRow>;
type AttemptDimensions = Pick<
  UsageAttemptRow,
  | 'minute'
  | 'isOther'
  | 'aiApiId'
  | 'consumerId'
  | 'environment'
  | 'providerId'
  | 'modelId'
  | 'endpointId'
  | 'outcome'
  | 'serviceTier'
  | 'isAboveStep'
>;
interface AttemptSum extends AttemptDimensions {
  attempts: number;
  resends: number;
  countedAttempts: number;
  estimatedAttempts: number;
  counted: TokenCounts;
  estimated: TokenCounts;
  cost: bigint;
  estimatedCost: bigint;
  unpriced: number;
}
type Buckets = Map<number, number>;
interface LatencySum extends Omit<UsageLatencyRow, 'duration' | 'firstContent' | 'overhead'> {
  readonly duration: Buckets;
  readonly firstContent: Buckets;
  readonly overhead: Buckets;
}

/** The rows of requests with one attempt. */
interface UsualSums extends UsualRequest {
  readonly requests: RequestSum;
  readonly attempts: AttemptSum;
  readonly latencies: LatencySum;
}

/** The sums of a batch, without records and gaps. */
export type UsageRows = Pick<UsageContent, 'requests' | 'attempts' | 'latencies'>;

/** What requests used since it was last taken, by minute and by what is configured. */
export class UsageSums {
  readonly #budget = new RowBudget();
  readonly #requests = new Map<string, RequestSum>();
  readonly #attempts = new Map<string, AttemptSum>();
  readonly #latencies = new Map<string, LatencySum>();
  readonly #usual = new UsualRows<UsualSums>();

  add(request: EndedRequest): void {
    const { startedAtMs, totalMs, attempts } = request;
    const minute = Math.max(0, Math.floor((startedAtMs + totalMs) / MS_PER_MINUTE));
    const [only] = attempts;
    if (only !== undefined && attempts.length === 1) return this.#addUsual(request, only, minute);
    const sum = this.#requestSum(requestDimensions(request, minute));
    sum.requests += 1;
    if (attempts.length > 1) sum.failovers += 1;
    for (const attempt of attempts) addAttempt(this.#attemptSum(attemptDimensions(request, attempt, minute)), attempt);
    const last = attempts.at(-1);
    if (last !== undefined) addLatency(this.#latencySum(latencyDimensions(request, last, minute)), request);
  }

  /** Most requests have one attempt, and the same rows as one shortly before: those are found without making their keys. */
  #addUsual(request: EndedRequest, attempt: AttemptRecord, minute: number): void {
    let usual = this.#usual.find(request, attempt, minute);
    if (usual === null) {
      const dimensions = attemptDimensions(request, attempt, minute);
      usual = {
        request: usualDimensions(request),
        attempt,
        minute,
        requests: this.#requestSum(requestDimensions(request, minute)),
        attempts: this.#attemptSum(dimensions),
        latencies: this.#latencySum(latencyDimensions(request, attempt, minute)),
      };
      this.#usual.keep(usual);
    }
    usual.requests.requests += 1;
    addAttempt(usual.attempts, attempt);
    addLatency(usual.latencies, request);
  }

  /** Adds the sums of another process. */
  merge({ requests, attempts, latencies }: UsageRows): void {
    for (const row of requests) {
      const sum = this.#requestSum(row);
      sum.requests += row.requests;
      sum.failovers += row.failovers;
    }
    for (const row of attempts) mergeAttempts(this.#attemptSum(row), row);
    for (const row of latencies) {
      const sum = this.#latencySum(row);
      mergeBuckets(sum.duration, row.duration);
      mergeBuckets(sum.firstContent, row.firstContent);
      mergeBuckets(sum.overhead, row.overhead);
    }
  }

  /** Hands the sums over, and begins anew. */
  take(): UsageRows {
    const rows = {
      requests: [...this.#requests.values()],
      attempts: Array.from(this.#attempts.values(), (sum): UsageAttemptRow => ({
        ...sum,
        cost: String(sum.cost),
        estimatedCost: String(sum.estimatedCost),
      })),
      latencies: Array.from(this.#latencies.values(), (sum): UsageLatencyRow => ({
        ...sum,
        duration: pairsOf(sum.duration),
        firstContent: pairsOf(sum.firstContent),
        overhead: pairsOf(sum.overhead),
      })),
    };
    this.#requests.clear();
    this.#attempts.clear();
    this.#latencies.clear();
    this.#usual.clear();
    this.#budget.noteTaken();
    return rows;
  }

  #requestSum(of: RequestDimensions): RequestSum {
    const { minute, aiApiId, consumerId, environment, policyId, outcome, streamed } = of;
    const key = of.isOther
      ? otherKey(minute)
      : `${minute} ${aiApiId} ${consumerId} ${environment} ${policyId} ${outcome} ${streamed}`;
    const present = this.#requests.get(key);
    if (present !== undefined) return present;
    if (!of.isOther && !this.#budget.admits(minute, `requests ${key}`)) return this.#requestSum(otherRequests(minute));
    const { isOther } = of;
    const sum = {
      ...{ minute, isOther, aiApiId, consumerId, environment, policyId, outcome, streamed },
      ...{ requests: 0, failovers: 0 },
    };
    this.#requests.set(key, sum);
    return sum;
  }

  #attemptSum(of: AttemptDimensions): AttemptSum {
    const { minute, isOther, aiApiId, consumerId, environment, providerId, modelId, endpointId, outcome } = of;
    const { serviceTier, isAboveStep } = of;
    const key = isOther
      ? otherKey(minute)
      : `${minute} ${aiApiId} ${consumerId} ${environment} ${providerId} ${modelId} ${endpointId} ${outcome} ${isAboveStep} ${serviceTier}`;
    const present = this.#attempts.get(key);
    if (present !== undefined) return present;
    if (!isOther && !this.#budget.admits(minute, `attempts ${key}`)) return this.#attemptSum(otherAttempts(minute));
    const sum: AttemptSum = {
      ...{ minute, isOther, aiApiId, consumerId, environment, providerId, modelId, endpointId, outcome },
      ...{ serviceTier, isAboveStep },
      ...{ attempts: 0, resends: 0, countedAttempts: 0, estimatedAttempts: 0, unpriced: 0 },
      ...{ counted: NO_TOKENS, estimated: NO_TOKENS, cost: 0n, estimatedCost: 0n },
    };
    this.#attempts.set(key, sum);
    return sum;
  }

  #latencySum(of: LatencyDimensions): LatencySum {
    const { minute, isOther, aiApiId, environment, providerId, modelId, endpointId, streamed } = of;
    const key = isOther
      ? otherKey(minute)
      : `${minute} ${aiApiId} ${environment} ${providerId} ${modelId} ${endpointId} ${streamed}`;
    const present = this.#latencies.get(key);
    if (present !== undefined) return present;
    if (!isOther && !this.#budget.admits(minute, `latencies ${key}`)) return this.#latencySum(otherLatencies(minute));
    const sum = {
      ...{ minute, isOther, aiApiId, environment, providerId, modelId, endpointId, streamed },
      ...{ duration: new Map(), firstContent: new Map(), overhead: new Map() },
    };
    this.#latencies.set(key, sum);
    return sum;
  }
}

type RequestDimensions = Omit<UsageRequestRow, 'requests' | 'failovers'>;
type LatencyDimensions = Omit<UsageLatencyRow, 'duration' | 'firstContent' | 'overhead'>;

function requestDimensions(request: EndedRequest, minute: number): RequestDimensions {
  return {
    minute,
    isOther: false,
    aiApiId: request.aiApi?.id ?? null,
    consumerId: request.consumer?.id ?? null,
    environment: request.environment,
    policyId: request.policyId,
    outcome: request.outcome,
    streamed: request.isStreamed,
  };
}

function attemptDimensions(
  { aiApi, consumer, environment }: EndedRequest,
  { asked, outcome, usage }: AttemptRecord,
  minute: number,
): AttemptDimensions {
  const cost = usage?.cost ?? null;
  return {
    minute,
    isOther: false,
    aiApiId: aiApi?.id ?? null,
    consumerId: consumer?.id ?? null,
    environment,
    providerId: asked.provider.id,
    modelId: asked.model?.id ?? null,
    endpointId: asked.endpoint.id,
    outcome,
    // Without a price the tier that the vendor names is kept, so that the cost can be computed once there is one.
    serviceTier: cost === null ? tierOf(usage?.serviceTier ?? null) : cost.tier,
    isAboveStep: cost?.isAboveStep ?? false,
  };
}

/** Null for a text that no price can have. */
function tierOf(told: string | null): string | null {
  return told !== null && serviceTierSchema.safeParse(told).success ? told : null;
}

function latencyDimensions(
  { aiApi, environment, isStreamed }: EndedRequest,
  { asked }: AttemptRecord,
  minute: number,
): LatencyDimensions {
  return {
    minute,
    isOther: false,
    aiApiId: aiApi?.id ?? null,
    environment,
    providerId: asked.provider.id,
    modelId: asked.model?.id ?? null,
    endpointId: asked.endpoint.id,
    streamed: isStreamed,
  };
}

const NO_ONE = { isOther: true, aiApiId: null, environment: null } as const;
const NO_TARGET = { providerId: null, modelId: null, endpointId: null } as const;

function otherKey(minute: number): string {
  return `${minute} other`;
}

function otherRequests(minute: number): RequestDimensions {
  return { ...NO_ONE, minute, consumerId: null, policyId: null, outcome: null, streamed: null };
}

function otherAttempts(minute: number): AttemptDimensions {
  return { ...NO_ONE, ...NO_TARGET, minute, consumerId: null, outcome: null, serviceTier: null, isAboveStep: false };
}

function otherLatencies(minute: number): LatencyDimensions {
  return { ...NO_ONE, ...NO_TARGET, minute, streamed: null };
}

function addAttempt(sum: AttemptSum, { resendCauses, usage }: AttemptRecord): void {
  sum.attempts += 1;
  sum.resends += resendCauses.length;
  if (usage === null) return;
  const { isCounted, tokens, cost } = usage;
  const billionths = cost?.billionths ?? 0n;
  if (cost === null) sum.unpriced += 1;
  if (isCounted) {
    sum.countedAttempts += 1;
    sum.counted = addTokens(sum.counted, tokens);
    sum.cost += billionths;
  } else {
    sum.estimatedAttempts += 1;
    sum.estimated = addTokens(sum.estimated, tokens);
    sum.estimatedCost += billionths;
  }
}

function mergeAttempts(sum: AttemptSum, row: UsageAttemptRow): void {
  sum.attempts += row.attempts;
  sum.resends += row.resends;
  sum.countedAttempts += row.countedAttempts;
  sum.estimatedAttempts += row.estimatedAttempts;
  sum.counted = addTokens(sum.counted, row.counted);
  sum.estimated = addTokens(sum.estimated, row.estimated);
  sum.cost += BigInt(row.cost);
  sum.estimatedCost += BigInt(row.estimatedCost);
  sum.unpriced += row.unpriced;
}

function addLatency(sum: LatencySum, { totalMs, msToFirstContent, overheadMs }: EndedRequest): void {
  note(sum.duration, totalMs);
  if (msToFirstContent !== null) note(sum.firstContent, msToFirstContent);
  if (overheadMs !== null) note(sum.overhead, overheadMs);
}

function note(buckets: Buckets, ms: number): void {
  const bucket = latencyBucket(ms * US_PER_MS);
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
}

function mergeBuckets(buckets: Buckets, pairs: UsageLatencyRow['duration']): void {
  for (const [bucket, count] of pairs) buckets.set(bucket, (buckets.get(bucket) ?? 0) + count);
}

function pairsOf(buckets: Buckets): UsageLatencyRow['duration'] {
  return [...buckets].toSorted(([one], [other]) => one - other);
}
