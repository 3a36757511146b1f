import { OUTCOME_OF_REFUSAL, type Outcome } from '@switchyard/contract';
import type { Exchange } from '../answer/exchange';
import type { EndedRequest } from '../trace/ended-request';

/** Version 00 of W3C's Trace Context; an id of zeros alone is invalid. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What happened to a request that has ended. @param nowMs monotonic */
export function endedRequest(exchange: Exchange, nowMs: number): EndedRequest {
  const { caller, startedAtMs, beganAtMs, contentAtMs, attempts } = exchange;
  return {
    id: exchange.id,
    traceId: traceIdOf(exchange.request.headers['traceparent']),
    startedAtMs,
    aiApi: exchange.aiApi,
    consumer: caller?.consumer ?? null,
    consumerKeyId: caller?.keyId ?? null,
    environment: caller?.environment ?? null,
    operation: exchange.operation,
    isStreamed: exchange.isStreamed,
    policyId: exchange.plan?.policy?.id ?? null,
    revision: exchange.revision,
    askedModel: exchange.askedModel,
    attempts,
    status: exchange.status,
    refusal: exchange.refusal,
    consumerGone: exchange.consumerGone,
    outcome: outcomeOf(exchange),
    totalMs: nowMs - beganAtMs,
    msToFirstContent: contentAtMs === null ? null : contentAtMs - beganAtMs,
    overheadMs: attempts.length === 0 ? null : exchange.overheadMs,
    requestBytes: exchange.requestBytes,
    responseBytes: exchange.responseBytes,
    plan: exchange.plan,
  };
}

/** That of its last attempt, or why there was none. */
function outcomeOf({ consumerGone, refusal, attempts, isAnsweredRaw }: Exchange): Outcome {
  if (consumerGone) return 'CONSUMER_GONE';
  const isOverAll = isAnsweredRaw || refusal === 'internal' || refusal === 'shutting_down';
  if (refusal !== null && isOverAll) return OUTCOME_OF_REFUSAL[refusal];
  const last = attempts.at(-1);
  if (last !== undefined) return last.outcome;
  return refusal === null ? 'ANSWERED' : OUTCOME_OF_REFUSAL[refusal];
}

function traceIdOf(traceparent: string | string[] | undefined): string | null {
  return typeof traceparent === 'string' ? (TRACEPARENT.exec(traceparent)?.[1] ?? null) : null;
}
