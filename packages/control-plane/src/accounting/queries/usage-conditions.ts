import { isUuid } from '../../kernel/text/uuid';
import type { UsageFilter } from './usage-dimension';

/** That a column has one of these values. */
export interface Condition {
  readonly column: string;
  readonly type: 'uuid' | 'text';
  readonly values: readonly string[];
}

/** The conditions of a filter. */
export function conditionsOf(filter: UsageFilter): Condition[] {
  const { environment } = filter;
  const conditions: (Omit<Condition, 'values'> & { values: readonly string[] | null | undefined })[] = [
    { column: 'ai_api_id', type: 'uuid', values: filter.aiApiIds },
    { column: 'consumer_id', type: 'uuid', values: filter.consumerIds },
    { column: 'environment', type: 'text', values: environment && [environment] },
    { column: 'policy_id', type: 'uuid', values: filter.policyIds },
    { column: 'provider_id', type: 'uuid', values: filter.providerIds },
    { column: 'model_id', type: 'uuid', values: filter.modelIds },
    { column: 'endpoint_id', type: 'uuid', values: filter.endpointIds },
    { column: 'outcome', type: 'text', values: filter.outcomes },
  ];
  return conditions.flatMap(({ column, type, values }) => {
    if (values === null || values === undefined) return [];
    // What is no id is nothing's id.
    return [{ column, type, values: type === 'uuid' ? values.filter(isUuid) : values }];
  });
}

/** The conditions in SQL, each with its AND. @param first the number of the first parameter, whose values are those of the conditions */
export function whereConditions(conditions: readonly Condition[], first: number): string {
  return conditions.map(({ column, type }, index) => `AND ${column} = ANY ($${index + first}::${type}[])`).join(' ');
}
