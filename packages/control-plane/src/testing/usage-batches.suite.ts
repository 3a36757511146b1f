import { randomUUID } from 'node:crypto';
import {
  NO_TOKENS,
  type RequestRecord,
  requestRecordSchema,
  type UsageAttemptRow,
  type UsageBatch,
  usageBatchSchema,
  type UsageLatencyRow,
  type UsageRequestRow,
} from '@switchyard/contract';
import { uuidv7 } from 'uuidv7';

const MINUTE_MS = 60_000;

export const minuteOf = (ms: number) => Math.floor(ms / MINUTE_MS);

export function batch(given: Partial<UsageBatch> = {}): UsageBatch {
  return usageBatchSchema.parse({
    dataPlaneId: randomUUID(),
    incarnation: randomUUID(),
    sequence: 0,
    at: new Date().toISOString(),
    ...given,
  });
}

export function requestRow(given: Partial<UsageRequestRow> = {}): UsageRequestRow {
  return {
    minute: minuteOf(Date.now()),
    isOther: false,
    aiApiId: null,
    consumerId: null,
    environment: 'PRODUCTION',
    policyId: null,
    outcome: 'ANSWERED',
    streamed: false,
    requests: 1,
    failovers: 0,
    ...given,
  };
}

export function attemptRow(given: Partial<UsageAttemptRow> = {}): UsageAttemptRow {
  return {
    minute: minuteOf(Date.now()),
    isOther: false,
    aiApiId: null,
    consumerId: null,
    environment: 'PRODUCTION',
    providerId: null,
    modelId: null,
    endpointId: null,
    outcome: 'ANSWERED',
    serviceTier: null,
    isAboveStep: false,
    attempts: 1,
    resends: 0,
    countedAttempts: 1,
    estimatedAttempts: 0,
    counted: { ...NO_TOKENS, input: 10, output: 5 },
    estimated: NO_TOKENS,
    cost: '1000',
    estimatedCost: '0',
    unpriced: 0,
    ...given,
  };
}

export function latencyRow(given: Partial<UsageLatencyRow> = {}): UsageLatencyRow {
  return {
    minute: minuteOf(Date.now()),
    isOther: false,
    aiApiId: null,
    environment: 'PRODUCTION',
    providerId: null,
    modelId: null,
    endpointId: null,
    streamed: false,
    duration: [],
    firstContent: [],
    overhead: [],
    ...given,
  };
}

export function requestRecord(given: Partial<RequestRecord> = {}): RequestRecord {
  const none = { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null };
  return requestRecordSchema.parse({
    id: uuidv7(),
    traceId: null,
    at: new Date().toISOString(),
    aiApi: null,
    consumerId: null,
    consumerKeyId: null,
    environment: 'PRODUCTION',
    operation: 'chat-completions',
    streamed: false,
    policyId: null,
    revision: 1,
    askedModel: 'm',
    sentModel: null,
    answeredModel: null,
    serviceTier: null,
    attempts: [],
    status: 401,
    outcome: 'INVALID_API_KEY',
    totalMs: 1.5,
    msToFirstContent: null,
    overheadMs: null,
    requestBytes: 10,
    responseBytes: 20,
    used: none,
    ...given,
  });
}
