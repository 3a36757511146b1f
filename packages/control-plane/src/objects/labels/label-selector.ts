import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { labelKeySchema, type Labels, labelValueSchema } from './label-rules';

const SELECTOR_LENGTH_MAX = 2_000;
const EXAMPLES = 'such as `team=chat`, `team!=chat`, `team in (chat,search)`, `team notin (chat)`, `team` or `!team`';

/** What the label of one key must be. */
export type LabelRequirement =
  | { readonly key: string; readonly operator: 'IN' | 'NOT_IN'; readonly values: readonly string[] }
  | { readonly key: string; readonly operator: 'EXISTS' | 'MISSING' };

/** Chooses objects by their labels: all requirements must be met. The syntax and the meaning are those of kubectl. */
export class LabelSelector {
  constructor(
    /** As it was written. */
    readonly text: string,
    readonly requirements: readonly LabelRequirement[],
  ) {}

  /** As in Kubernetes, `!=` and `notin` also match an object without the label. */
  matches(labels: Labels): boolean {
    return this.requirements.every((requirement) => meets(requirement, labels));
  }

  /** The labels because of which it does not match: those that are there, but should be absent or have another value. */
  conflictsIn(labels: Labels): Labels {
    const broken = this.requirements.filter((requirement) => !meets(requirement, labels));
    const conflicting = broken.flatMap(({ key }) => {
      const value = valueOf(labels, key);
      return value === undefined ? [] : [[key, value] as const];
    });
    return Object.fromEntries(conflicting);
  }
}

/** A selector as callers write it. */
export const labelSelectorSchema = z
  .string()
  .max(SELECTOR_LENGTH_MAX)
  .transform((text, context): LabelSelector => {
    // Commas within parentheses separate values.
    const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
    const requirements = parts.map((part) => requirementIn(part));
    const invalid = parts.find((_, index) => typeof requirements[index] === 'string');
    if (invalid === undefined) return new LabelSelector(text, requirements.filter(isRequirement));
    const reason = requirements.find((each) => typeof each === 'string');
    const what = invalid === '' ? 'has an empty requirement' : `${JSON.stringify(invalid)}: ${reason}`;
    context.addIssue(problem('INVALID_FORMAT', what));
    return z.NEVER;
  });

/** @returns what is wrong with it if it is none */
function requirementIn(part: string): LabelRequirement | string {
  const [, missing] = /^!\s*([^\s=!(),]+)$/.exec(part) ?? [];
  if (missing !== undefined) return checked({ key: missing, operator: 'MISSING' });
  const [, compared, operator, value = ''] = /^([^\s=!(),]+)\s*(==|=|!=)\s*([^\s=!(),]*)$/.exec(part) ?? [];
  if (compared !== undefined) {
    return checked({ key: compared, operator: operator === '!=' ? 'NOT_IN' : 'IN', values: [value] });
  }
  const [, listed, set, list = ''] = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part) ?? [];
  if (listed !== undefined) {
    if (list.trim() === '') return 'the parentheses have no value';
    const values = list.split(',').map((each) => each.trim());
    return checked({ key: listed, operator: set === 'in' ? 'IN' : 'NOT_IN', values });
  }
  if (/^[^\s=!(),]+$/.test(part)) return checked({ key: part, operator: 'EXISTS' });
  return `must be a requirement on a label, ${EXAMPLES}`;
}

function checked(requirement: LabelRequirement): LabelRequirement | string {
  if (!labelKeySchema.safeParse(requirement.key).success) {
    return `${JSON.stringify(requirement.key)} cannot be the key of a label`;
  }
  const values = 'values' in requirement ? requirement.values : [];
  const invalid = values.find((value) => !labelValueSchema.safeParse(value).success);
  return invalid === undefined ? requirement : `${JSON.stringify(invalid)} cannot be the value of a label`;
}

function isRequirement(each: LabelRequirement | string): each is LabelRequirement {
  return typeof each !== 'string';
}

function meets(requirement: LabelRequirement, labels: Labels): boolean {
  const value = valueOf(labels, requirement.key);
  switch (requirement.operator) {
    case 'IN':
      return value !== undefined && requirement.values.includes(value);
    case 'NOT_IN':
      return value === undefined || !requirement.values.includes(value);
    case 'EXISTS':
      return value !== undefined;
    case 'MISSING':
      return value === undefined;
  }
}

/** A key may be the name of something that every object inherits, such as `constructor`. */
function valueOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
