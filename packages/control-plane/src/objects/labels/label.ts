import { Field, InputType, ObjectType } from 'type-graphql';
import type { Labels } from './label-rules';

export const LABELS_DESCRIPTION = 'Its labels by key, at most 32: they say whose it is, and selectors choose by them.';
export const LABELS_INPUT_DESCRIPTION = 'Its labels, at most 32; none by default.';
export const NEW_LABELS_DESCRIPTION = 'Its new labels, replacing all existing ones; null for none.';
export const LABEL_FILTER_DESCRIPTION =
  'Those whose labels this selector matches, as in Kubernetes: `team=chat`, `team!=chat`, `team in (chat,search)`, `team notin (chat)`, `team`, `!team`, or several of them, separated by commas, which must all match.';

@ObjectType({ description: 'A label of an object.' })
export class Label {
  @Field(() => String, { description: 'Its key, unique within the object, such as `team` or `example.com/team`.' })
  key: string;

  @Field(() => String, { description: 'Its value; may be empty.' })
  value: string;
}

@InputType({ description: 'A label of an object.' })
export class LabelInput {
  @Field(() => String, {
    description:
      'Its key, unique within the object: 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. A DNS name and a slash may precede it, such as `example.com/team`.',
  })
  key: string;

  @Field(() => String, {
    description:
      'Its value: empty, or at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit.',
  })
  value: string;
}

export function describeLabels(labels: Labels): Label[] {
  return Object.entries(labels).map(([key, value]) => ({ key, value }));
}
