import {
  addTokens,
  ATTEMPT_ERROR_LENGTH_MAX,
  type AttemptOfRecord,
  NO_TOKENS,
  type RequestRecord,
  SERVICE_TIER_LENGTH_MAX,
  shownModel,
  type Used,
} from '@switchyard/contract';
import type { AttemptRecord, AttemptUsage, Named } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';

const NOTHING_USED: Used = { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null };

/** What happened to a request, as it is stored: texts of others are escaped and cut. */
export function toRequestRecord(request: EndedRequest): RequestRecord {
  const { attempts, aiApi, consumer } = request;
  const last = attempts.at(-1);
  const { answeredModel = null, serviceTier = null } = last?.usage ?? {};
  return {
    id: request.id,
    traceId: request.traceId,
    at: iso(request.startedAtMs),
    aiApi: aiApi && named(aiApi),
    consumerId: consumer?.id ?? null,
    consumerKeyId: request.consumerKeyId,
    environment: request.environment,
    operation: request.operation,
    streamed: request.isStreamed,
    policyId: request.policyId,
    revision: request.revision,
    askedModel: request.askedModel === null ? null : shownModel(request.askedModel),
    sentModel: last?.asked.model?.name ?? null,
    answeredModel: answeredModel === null ? null : shownModel(answeredModel),
    serviceTier: serviceTier === null ? null : shownText(serviceTier, SERVICE_TIER_LENGTH_MAX),
    attempts: attempts.map(attemptOf),
    status: request.status,
    outcome: request.outcome,
    totalMs: durationOf(request.totalMs),
    msToFirstContent: durationOrNull(request.msToFirstContent),
    overheadMs: durationOrNull(request.overheadMs),
    requestBytes: request.requestBytes,
    responseBytes: request.responseBytes,
    used: attempts.flatMap(({ usage }) => (usage === null ? [] : usedBy(usage))).reduce(addUsed, NOTHING_USED),
  };
}

function attemptOf(attempt: AttemptRecord): AttemptOfRecord {
  const { provider, endpoint, model } = attempt.asked;
  return {
    provider: named(provider),
    endpoint: named(endpoint),
    model: model && named(model),
    outcome: attempt.outcome,
    status: attempt.status,
    error: attempt.detail === null ? null : shownText(attempt.detail, ATTEMPT_ERROR_LENGTH_MAX),
    vendorRequestId: attempt.upstreamRequestId,
    startedAt: iso(attempt.startedAtMs),
    msToHeaders: durationOrNull(attempt.msToHeaders),
    msToEnd: durationOf(attempt.msToEnd),
    resendCauses: [...attempt.resendCauses],
    next: attempt.next,
    used: attempt.usage && usedBy(attempt.usage),
  };
}

function usedBy({ isCounted, tokens, cost }: AttemptUsage): Used {
  const billionths = cost === null ? null : String(cost.billionths);
  return isCounted
    ? { counted: tokens, estimated: NO_TOKENS, cost: billionths, estimatedCost: billionths && '0' }
    : { counted: NO_TOKENS, estimated: tokens, cost: billionths && '0', estimatedCost: billionths };
}

function addUsed(one: Used, other: Used): Used {
  return {
    counted: addTokens(one.counted, other.counted),
    estimated: addTokens(one.estimated, other.estimated),
    cost: addCosts(one.cost, other.cost),
    estimatedCost: addCosts(one.estimatedCost, other.estimatedCost),
  };
}

/** Null only if neither is known. */
function addCosts(one: string | null, other: string | null): string | null {
  return one === null || other === null ? (one ?? other) : String(BigInt(one) + BigInt(other));
}

/** Without the rest of a table's entry. */
function named({ id, name }: Named): Named {
  return { id, name };
}

/** A text that a database can store: Postgres takes no NUL, and UTF-8 has no half of a pair. */
function shownText(text: string, lengthMax: number): string {
  const clean = text.toWellFormed().replaceAll(/\p{Cc}+/gu, ' ');
  return clean.length <= lengthMax ? clean : `${clean.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Clocks of two kinds are compared, so that one that is set back leaves no negative time. In ms, to the µs. */
function durationOf(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000) / 1_000);
}

function durationOrNull(ms: number | null): number | null {
  return ms === null ? null : durationOf(ms);
}
