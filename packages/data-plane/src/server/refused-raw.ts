import { OUTCOME_OF_REFUSAL } from '@switchyard/contract';
import type { EndedRequest } from '../trace/ended-request';
import type { RawRefusal } from './raw-refusal';

/**
 * What is known of a request that was answered before it was understood: invalid HTTP, or another protocol.
 *
 * @param nowMs since the epoch
 */
export function refusedRaw({ code, status, bytes }: RawRefusal, id: string, nowMs: number): EndedRequest {
  return {
    id,
    traceId: null,
    startedAtMs: nowMs,
    aiApi: null,
    consumer: null,
    consumerKeyId: null,
    environment: null,
    operation: null,
    isStreamed: false,
    policyId: null,
    revision: null,
    askedModel: null,
    attempts: [],
    status,
    refusal: code,
    consumerGone: false,
    outcome: OUTCOME_OF_REFUSAL[code],
    totalMs: 0,
    msToFirstContent: null,
    overheadMs: null,
    requestBytes: 0,
    responseBytes: bytes,
    plan: null,
  };
}
