import type { ProviderEntry, TableEndpoint, TableModel } from '@switchyard/contract';

/** Why no request may go to an endpoint that is enabled. */
export type UnusableEndpointReason = 'CREDENTIAL_UNREADABLE' | 'CERTIFICATE_UNREADABLE';

/** Why a target is out of rotation, whatever its health. */
export type OutOfRotationReason =
  | 'MODEL_DISABLED'
  | 'ENDPOINT_DISABLED'
  | UnusableEndpointReason
  | 'DRAINED'
  /** For this operation: the target's provider lacks it, or takes another kind of body for it. */
  | 'OPERATION_NOT_SUPPORTED';

/** A (model, endpoint) pair in a policy's side, with both resolved. */
export interface Target {
  /** `<modelId>/<endpointId>`, unique within its side. */
  readonly key: string;
  /** Of both the model and the endpoint. */
  readonly provider: ProviderEntry;
  readonly model: TableModel;
  readonly endpoint: TableEndpoint;
  /** 1 if the policy has no weights. */
  readonly weight: number;
  /** Null if it is in rotation. */
  readonly outOfRotation: OutOfRotationReason | null;
}

export function targetKey(modelId: string, endpointId: string): string {
  return `${modelId}/${endpointId}`;
}

/** The ids in a target's key. Neither has a slash. */
export function partsOfTargetKey(key: string): { readonly modelId: string; readonly endpointId: string } {
  const [modelId = '', endpointId = ''] = key.split('/');
  return { modelId, endpointId };
}
