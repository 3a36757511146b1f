import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { checkInput } from '../../kernel/rules/check-input';
import { labelSelectorSchema, type LabelRequirement } from './label-selector';
import type { LabelledRow } from './labelled-row';

const filterSchema = z.object({ labelSelector: labelSelectorSchema.nullish() });

/**
 * Adds the `labelSelector` of a list's filter to its query.
 *
 * @throws DomainError BAD_USER_INPUT
 */
export function filterByLabels<E extends LabelledRow>(
  query: SelectQueryBuilder<E>,
  filter: { readonly labelSelector?: string | null } | null | undefined,
): void {
  const { labelSelector } = checkInput(filterSchema, { labelSelector: filter?.labelSelector }, ['filter']);
  for (const [index, requirement] of (labelSelector?.requirements ?? []).entries()) {
    const [key, values] = [`labelKey${index}`, `labelValues${index}`];
    const condition = conditionOf(requirement, `${query.alias}.labels ->> CAST(:${key} AS text)`, values);
    query.andWhere(condition, {
      [key]: requirement.key,
      ...('values' in requirement ? { [values]: requirement.values } : {}),
    });
  }
}

function conditionOf({ operator }: LabelRequirement, label: string, values: string): string {
  switch (operator) {
    case 'IN':
      return `${label} = ANY(CAST(:${values} AS text[]))`;
    case 'NOT_IN':
      return `(${label} IS NULL OR ${label} <> ALL(CAST(:${values} AS text[])))`;
    case 'EXISTS':
      return `${label} IS NOT NULL`;
    case 'MISSING':
      return `${label} IS NULL`;
  }
}
