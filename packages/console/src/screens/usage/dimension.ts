import { words } from '../../parts/wording';
import type { GroupKeyFragment, UsageDimension, UsageByDimensionQueryVariables } from './documents.generated';

type Filter = UsageByDimensionQueryVariables['filter'];

type IdField = 'aiApiId' | 'consumerId' | 'policyId' | 'providerId' | 'modelId' | 'endpointId';

interface DimensionOfIds {
  readonly label: string;
  readonly id: IdField;
  readonly filter: keyof Filter;
  /** What is not counted by it: requests have no model, and attempts no policy. */
  readonly lacks: 'requests' | 'attempts' | null;
  /** Whether durations are counted by it. */
  readonly hasLatency: boolean;
}

/** What usage can be grouped by. */
export const DIMENSIONS = {
  AI_API: { label: 'AI API', id: 'aiApiId', filter: 'aiApiIds', lacks: null, hasLatency: true },
  CONSUMER: { label: 'Consumer', id: 'consumerId', filter: 'consumerIds', lacks: null, hasLatency: false },
  MODEL: { label: 'Model', id: 'modelId', filter: 'modelIds', lacks: 'requests', hasLatency: true },
  PROVIDER: { label: 'Provider', id: 'providerId', filter: 'providerIds', lacks: 'requests', hasLatency: true },
  ENDPOINT: { label: 'Endpoint', id: 'endpointId', filter: 'endpointIds', lacks: 'requests', hasLatency: true },
  POLICY: { label: 'Policy', id: 'policyId', filter: 'policyIds', lacks: 'attempts', hasLatency: false },
  OUTCOME: { label: 'Outcome', id: null, filter: null, lacks: null, hasLatency: false },
  ENVIRONMENT: { label: 'Environment', id: null, filter: null, lacks: null, hasLatency: true },
} as const satisfies Record<
  UsageDimension,
  DimensionOfIds | (Omit<DimensionOfIds, 'id' | 'filter'> & Record<'id' | 'filter', null>)
>;
export type DimensionName = keyof typeof DIMENSIONS;

/** @param value what the address says; by AI API if that is no dimension */
export function dimensionOf(value: string | undefined): DimensionName {
  return value !== undefined && Object.hasOwn(DIMENSIONS, value) ? (value as DimensionName) : 'AI_API';
}

/** The id of the object that a group stands for; null if it stands for none. */
export function objectIdOf(dimension: DimensionName, key: GroupKeyFragment): string | null {
  const { id } = DIMENSIONS[dimension];
  return id === null ? null : (key[id] ?? null);
}

/** What tells groups of one dimension apart. */
export function identityOf(dimension: DimensionName, key: GroupKeyFragment): string {
  if (key.isOther) return 'other';
  return objectIdOf(dimension, key) ?? key.outcome ?? key.environment ?? 'none';
}

const NONE: Partial<Record<DimensionName, string>> = {
  AI_API: 'no AI API at the path',
  CONSUMER: 'not authenticated',
  POLICY: 'default endpoint',
  ENVIRONMENT: 'not authenticated',
};

/** @param nameOf the name of an object by its id; undefined for one that was deleted */
export function groupLabel(
  dimension: DimensionName,
  key: GroupKeyFragment,
  nameOf: (id: string) => string | undefined,
): string {
  if (key.isOther) return 'others, too many to report separately';
  const id = objectIdOf(dimension, key);
  if (id !== null) return nameOf(id) ?? `deleted (${id.slice(-6)})`;
  if (dimension === 'OUTCOME' && key.outcome) return words(key.outcome);
  if (dimension === 'ENVIRONMENT' && key.environment) return words(key.environment);
  return NONE[dimension] ?? 'none';
}

/** Narrows a filter to some groups; null for a dimension whose groups are few anyway. */
export function filterOfGroups(
  dimension: DimensionName,
  keys: readonly GroupKeyFragment[],
  filter: Filter,
): Filter | null {
  const { filter: name } = DIMENSIONS[dimension];
  if (name === null) return null;
  const ids = keys.flatMap((key) => objectIdOf(dimension, key) ?? []);
  return { ...filter, [name]: ids };
}
