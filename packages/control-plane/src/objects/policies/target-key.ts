import type { Environment } from '@switchyard/contract';

/** Identifies a target of a policy's side by its parts; weights and positions do not change it. */
export interface TargetKey {
  readonly policyId: string;
  readonly environment: Environment;
  readonly modelId: string;
  readonly endpointId: string;
}

/** The id of a target in GraphQL. */
export function targetIdOf({ policyId, environment, modelId, endpointId }: TargetKey): string {
  return [policyId, environment, modelId, endpointId].join(':');
}
