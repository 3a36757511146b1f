import type { Environment } from '@switchyard/contract';

/** A target of a policy's side, by what it is made of: it stays the same when weights and places change. */
export interface TargetKey {
  readonly policyId: string;
  readonly environment: Environment;
  readonly modelId: string;
  readonly endpointId: string;
}

/** The id of a target, as GraphQL shows it. */
export function targetIdOf({ policyId, environment, modelId, endpointId }: TargetKey): string {
  return [policyId, environment, modelId, endpointId].join(':');
}
