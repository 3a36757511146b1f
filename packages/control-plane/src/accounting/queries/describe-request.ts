import {
  type AttemptOfRecord,
  faultOf,
  requestRecordSchema,
  type RequestRecord,
  type Used,
} from '@switchyard/contract';
import { decimalAmount } from './decimal-amount';
import { OUTCOME_ADVICE } from './outcome-advice';
import type { RecordedRequest } from './recorded-request';
import type { RequestAttempt, UsedFigures } from './request-attempt';
import { requestReason } from './request-reason';

/** A row of the table of records. */
export interface RequestRow {
  readonly id: string;
  readonly at: Date;
  readonly dataPlaneId: string;
  readonly record: unknown;
}

/** A stored record as GraphQL shows it. */
export function describeRequest({ id, at, dataPlaneId, record }: RequestRow): RecordedRequest {
  const { aiApi, attempts, used, ...others }: RequestRecord = requestRecordSchema.parse(record);
  return {
    ...others,
    id,
    at,
    dataPlaneId,
    aiApiId: aiApi?.id ?? null,
    aiApiName: aiApi?.name ?? null,
    fault: faultOf(others.outcome),
    reason: requestReason({ outcome: others.outcome, attempts }),
    advice: OUTCOME_ADVICE[others.outcome],
    attempts: attempts.map(describeAttempt),
    used: usedFigures(used),
  };
}

function describeAttempt({ provider, endpoint, model, startedAt, used, ...others }: AttemptOfRecord): RequestAttempt {
  return {
    ...others,
    providerId: provider.id,
    providerName: provider.name,
    endpointId: endpoint.id,
    endpointName: endpoint.name,
    modelId: model?.id ?? null,
    modelName: model?.name ?? null,
    startedAt: new Date(startedAt),
    resent: others.resendCauses.length > 0,
    used: used && usedFigures(used),
  };
}

function usedFigures({ counted, estimated, cost, estimatedCost }: Used): UsedFigures {
  return {
    tokens: counted,
    estimatedTokens: estimated,
    cost: cost === null ? null : decimalAmount(BigInt(cost)),
    estimatedCost: estimatedCost === null ? null : decimalAmount(BigInt(estimatedCost)),
  };
}
