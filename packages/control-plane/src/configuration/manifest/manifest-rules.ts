import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { repeated } from '../../kernel/rules/repeated';
import { nameKey } from '../../kernel/text/name-key';
import type { Kind } from '../../objects/kind/kind';
import type { Members } from '../../objects/kind/manifest-list';
import { listedWithin, SECTIONS } from './manifest-tree';

const namedSchema = z.looseObject({ name: z.string() });

/**
 * A manifest: sections of objects by name, each optional. An item describes its object completely, so a member that is
 * absent has its default. A list that is absent from an item leaves those objects unchanged.
 */
export const manifestSchema: z.ZodType<Members> = z
  .strictObject(listsOf(SECTIONS))
  .meta({ title: 'Switchyard manifest' });

export type Manifest = z.output<typeof manifestSchema>;

function listsOf(kinds: readonly Kind[]): z.ZodRawShape {
  return Object.fromEntries(kinds.map((kind) => [kind.manifest.name, listSchema(kind).optional()]));
}

function listSchema(kind: Kind): z.ZodType<unknown[]> {
  const { itemsMax, unique } = kind.manifest;
  const list = z.array(kind.manifest.schema(listsOf(listedWithin(kind))));
  const bounded = itemsMax === undefined ? list : list.max(itemsMax);
  if (unique === undefined) return bounded;
  const nameOf = (item: unknown) => (unique === 'NAME' ? namedSchema.parse(item).name : String(item));
  const keyOf = (name: string) => (kind.isCaseSensitive ? name : nameKey(name));
  return bounded.superRefine((items, context) => {
    const names = items.map(nameOf);
    const keys = names.map(keyOf);
    for (const index of repeated(keys)) {
      const first = names[keys.indexOf(keys[index] ?? '')];
      const message =
        first === names[index]
          ? 'is listed twice'
          : `is the same name as ${JSON.stringify(first)}: names must be unique, ignoring case`;
      context.addIssue(problem('DUPLICATE', message, unique === 'NAME' ? [index, 'name'] : [index]));
    }
  });
}
