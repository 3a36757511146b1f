import type { RequestsQueryVariables } from './documents.generated';

type Filter = NonNullable<RequestsQueryVariables['filter']>;

/** What a list of requests can be narrowed by. The API takes one condition at a time, each of which has an index. */
export const CONDITIONS = {
  failed: 'Failed, whatever the fault',
  fault: 'Fault',
  outcome: 'Outcome',
  aiApiId: 'AI API',
  consumerId: 'Consumer',
  consumerKeyId: 'Consumer key',
  providerId: 'Provider of the last attempt',
  modelId: 'Model of the last attempt',
  endpointId: 'Endpoint of the last attempt',
} as const satisfies Record<keyof Filter, string>;
export type ConditionName = keyof typeof CONDITIONS;

export const FAULTS = {
  PROVIDER: 'The provider',
  CALLER: 'The caller',
  POLICY: 'A rule of the operator',
  OWN: 'The gateway',
  NONE: 'Nobody: it did not fail',
} as const satisfies Record<NonNullable<Filter['fault']>, string>;

/** A condition as the address has it. */
export interface Condition {
  readonly by: ConditionName;
  /** Empty while nothing is chosen yet. */
  readonly value: string;
}

/** @returns null for a condition that does not exist, or none */
export function readCondition(by: string | undefined, value: string | undefined): Condition | null {
  if (by === undefined || !Object.hasOwn(CONDITIONS, by)) return null;
  return { by: by as ConditionName, value: value ?? '' };
}

/** The API's filter; null for all requests. */
export function filterOf(condition: Condition | null): Filter | null {
  if (condition === null) return null;
  if (condition.by === 'failed') return { failed: true };
  if (condition.value === '') return null;
  if (condition.by === 'fault' && !Object.hasOwn(FAULTS, condition.value)) return null;
  // The API's input has exactly one member, which no type can say of a name that is chosen.
  return { [condition.by]: condition.value } as unknown as Filter;
}
