import {
  addTokens,
  ATTEMPT_ERROR_LENGTH_MAX,
  type AttemptOfRecord,
  NO_TOKENS,
  type RequestRecord,
  shownModel,
  type Used,
} from '@switchyard/contract';
import type { AttemptRecord, Named } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';

const NOTHING_USED: Used = { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null };

/** What happened to a request, as it is stored: texts of others are escaped and cut. */
export function toRequestRecord(request: EndedRequest): RequestRecord {
  const { attempts, aiApi, consumer } = request;
  const last = attempts.at(-1);
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
    answeredModel: null,
    serviceTier: null,
    attempts: attempts.map(attemptOf),
    status: request.status,
    outcome: request.outcome,
    totalMs: durationOf(request.totalMs),
    msToFirstContent: durationOrNull(request.msToFirstContent),
    overheadMs: durationOrNull(request.overheadMs),
    requestBytes: request.requestBytes,
    responseBytes: request.responseBytes,
    used: NOTHING_USED,
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
    resent: attempt.resent,
    next: attempt.next,
    used: null,
  };
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
