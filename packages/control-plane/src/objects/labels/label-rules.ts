import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { repeated } from '../../kernel/rules/repeated';

/** An object's labels: values by key. */
export type Labels = Readonly<Record<string, string>>;

export const LABELS_PER_OBJECT_MAX = 32;

/** As in Kubernetes: a name of at most 63 characters, optionally after a DNS subdomain of at most 253 and a slash. */
const KEY =
  /^((?=[^/]{1,253}\/)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

const KEY_RULE =
  'must be 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit, such as `team`; ' +
  'a DNS name and a slash may precede it, such as `example.com/team`';
const VALUE_RULE =
  'must be at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit, such as `chat`';

export const labelKeySchema = z.string().regex(KEY, KEY_RULE);
export const labelValueSchema = z.string().regex(VALUE, VALUE_RULE);

const TOO_MANY = `must have at most ${LABELS_PER_OBJECT_MAX} labels`;

/** The labels of an object in a manifest. */
export const labelsSchema = z
  .record(labelKeySchema, labelValueSchema)
  .meta({ maxProperties: LABELS_PER_OBJECT_MAX })
  .superRefine((labels, context) => {
    if (Object.keys(labels).length > LABELS_PER_OBJECT_MAX) context.addIssue(problem('WRONG_COUNT', TOO_MANY));
  })
  .transform(sortedLabels);

/** The labels of an object in a mutation. */
export const labelInputsSchema = z
  .array(z.object({ key: labelKeySchema, value: labelValueSchema }))
  .max(LABELS_PER_OBJECT_MAX)
  .superRefine((labels, context) => {
    for (const index of repeated(labels.map(({ key }) => key))) {
      context.addIssue(problem('DUPLICATE', 'is the key of another label of this object', [index, 'key']));
    }
  })
  .transform((labels) => sortedLabels(Object.fromEntries(labels.map(({ key, value }) => [key, value]))));

/** In one order, because Postgres keeps none: texts and differences of equal labels are equal. */
export function sortedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
