import type { TableEndpoint, TableModel } from '@switchyard/contract';

/** A (model, endpoint) pair in a policy's side, with both resolved. */
export interface Target {
  /** `<modelId>/<endpointId>`, unique within its side. */
  readonly key: string;
  readonly model: TableModel;
  readonly endpoint: TableEndpoint;
  /** 1 if the policy has no weights. */
  readonly weight: number;
}

export function targetKey(modelId: string, endpointId: string): string {
  return `${modelId}/${endpointId}`;
}
