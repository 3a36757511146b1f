import { randomUUID } from 'node:crypto';
import { NO_TOKENS, type TokenCounts } from '@switchyard/contract';
import { newRequestId } from '../server/request-id';
import type { AttemptRecord, AttemptUsage } from '../trace/attempt-record';
import type { EndedRequest } from '../trace/ended-request';

export const named = (name: string) => ({ id: randomUUID(), name });

export const ENDED_AT_MS = Date.parse('2026-11-30T18:00:30Z');
const TARGET = { provider: named('provider'), endpoint: named('endpoint'), model: named('model') };
const AI_API = named('ai api');
const CONSUMER = named('consumer');

/** Tokens that a vendor counted, at a price of a billionth each. */
export function counted(tokens: Partial<TokenCounts>, change: Partial<AttemptUsage> = {}): AttemptUsage {
  const all = { ...NO_TOKENS, ...tokens };
  const billionths = BigInt(Object.values(all).reduce((sum, each) => sum + each, 0));
  return {
    isCounted: true,
    tokens: all,
    cost: { billionths, tier: null, isAboveStep: false },
    answeredModel: null,
    serviceTier: null,
    ...change,
  };
}

export function attempt(change: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    asked: TARGET,
    provider: 'provider',
    target: 'endpoint/model',
    outcome: 'ANSWERED',
    isAnswer: true,
    kind: null,
    quotesCredential: false,
    detail: null,
    status: 200,
    upstreamRequestId: null,
    resendCauses: [],
    startedAtMs: ENDED_AT_MS - 900,
    msToHeaders: 100,
    msToEnd: 900,
    usage: null,
    next: 'ANSWER',
    ...change,
  };
}

/** A request that was answered by one attempt. */
export function endedRequest(change: Partial<EndedRequest> = {}): EndedRequest {
  return {
    id: newRequestId(ENDED_AT_MS - 1_000),
    traceId: null,
    startedAtMs: ENDED_AT_MS - 1_000,
    aiApi: AI_API,
    consumer: CONSUMER,
    consumerKeyId: randomUUID(),
    environment: 'PRODUCTION',
    operation: 'chat-completions',
    isStreamed: false,
    policyId: null,
    revision: 1,
    askedModel: 'model',
    attempts: [attempt()],
    status: 200,
    refusal: null,
    consumerGone: false,
    outcome: 'ANSWERED',
    totalMs: 1_000,
    msToFirstContent: 500,
    overheadMs: 1,
    requestBytes: 100,
    responseBytes: 1_000,
    plan: null,
    ...change,
  };
}
