import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { repeated } from '../../kernel/rules/repeated';
import { nameKey } from '../../kernel/text/name-key';
import type { Kind } from '../../objects/kind/kind';
import type { Members } from '../../objects/kind/manifest-list';
import { listedWithin, SECTIONS } from './manifest-tree';

const namedSchema = z.object({ name: z.string() });
/** The member with which an item says what its object was called. */
export const RENAMED_FROM = 'renamedFrom';
const RENAMED_FROM_DESCRIPTION =
  "The object's previous name: if an object of that name exists, it is renamed, and no new one is created. Can stay afterwards.";
/** More would not be reported. */
const REPETITIONS_MAX = 50;

/**
 * A manifest: sections of objects by name, each optional. An item describes its object completely, so a member that is
 * absent has its default. A list that is absent from an item leaves those objects unchanged.
 */
export const manifestSchema: z.ZodType<Members> = z
  .strictObject(listsOf(SECTIONS))
  .meta({ title: 'Switchyard manifest' });

export type Manifest = z.output<typeof manifestSchema>;

/** What the items of each section have to be. */
export const SECTION_ITEMS: readonly (readonly [Kind, z.ZodType])[] = SECTIONS.map((kind) => [kind, itemSchema(kind)]);

/** The names that a list has more than once: the path within the list of each but the first, and what is wrong with it. */
export function repeatedNames(
  { isCaseSensitive, manifest: { unique } }: Kind,
  items: readonly unknown[],
): { readonly path: (string | number)[]; readonly message: string }[] {
  if (unique === undefined) return [];
  const names = items.map((item) => (unique === 'NAME' ? namedSchema.parse(item).name : String(item)));
  const keys = isCaseSensitive ? names : names.map(nameKey);
  const repetitions = repeated(keys).slice(0, REPETITIONS_MAX);
  return repetitions.map((index) => {
    const first = names[keys.indexOf(keys[index] ?? '')];
    const message =
      first === names[index]
        ? 'is listed twice'
        : `is the same name as ${JSON.stringify(first)}: names must be unique, ignoring case`;
    return { path: unique === 'NAME' ? [index, 'name'] : [index], message };
  });
}

function listsOf(kinds: readonly Kind[]): z.ZodRawShape {
  return Object.fromEntries(kinds.map((kind) => [kind.manifest.name, listSchema(kind).optional()]));
}

function listSchema(kind: Kind): z.ZodType<unknown[]> {
  const { itemsMax } = kind.manifest;
  const list = z.array(itemSchema(kind));
  const bounded = itemsMax === undefined ? list : list.max(itemsMax);
  return bounded.superRefine((items, context) => {
    for (const { path, message } of repeatedNames(kind, items)) context.addIssue(problem('DUPLICATE', message, path));
  });
}

function itemSchema(kind: Kind): z.ZodType {
  const schema = kind.manifest.schema(listsOf(listedWithin(kind)));
  if (kind.manifest.unique !== 'NAME' || !(schema instanceof z.ZodObject)) return schema;
  const { name } = schema.shape;
  if (!(name instanceof z.ZodString)) return schema;
  return schema.safeExtend({ [RENAMED_FROM]: name.optional().describe(RENAMED_FROM_DESCRIPTION) });
}
