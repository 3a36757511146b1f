import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ImageValue } from '../../change/image-content';
import type { ObjectKind } from '../../kernel/object-kind';

export type Members = Readonly<Record<string, unknown>>;

/** How objects of a kind are written in a manifest: in a section, or in a list within their owner. */
export interface ManifestList<I = unknown, K extends ObjectKind = ObjectKind> {
  /** The section or list, such as `providers` or `models`. */
  readonly name: string;
  /** The maximum number of items; unlimited if absent. */
  readonly itemsMax?: number;
  /** What must be unique: the `name`, or the whole item; absent if items may be equal. */
  readonly unique?: 'NAME' | 'ITEM';
  /** Whether a given list is complete even without `prune`. */
  readonly isAlwaysComplete?: boolean;
  /** @param lists the schemas of the lists that an item may hold, by name */
  schema(lists: z.ZodRawShape): z.ZodType<I>;
  /** Defaults to the first of the kind's object kinds. */
  objectKindOf?(item: I): K;
  /**
   * The desired image of an item's object.
   *
   * @param item without its lists
   * @param owner the image of the object whose list this is; empty for a section
   */
  imageValueOf(item: I, owner: Members): ImageValue;
  /** The secret that an item refers to, such as `env:OPENAI_API_KEY`; null if it refers to none. */
  secretReferenceOf?(item: I): string | null;
  /**
   * The item, without its lists and without members that have their defaults.
   *
   * @param owner as in `imageValueOf`
   */
  itemOf(value: Members, objectKind: K, owner: Members): Members | string;
}

export const membersSchema = z.record(z.string(), z.unknown());

/** Default values that a manifest omits. */
export const COMMON_DEFAULTS = { enabled: true };

/** The members in this order, without those with default values; a display name defaults to the name. */
export function withoutDefaults(value: Members, members: readonly string[], defaults: Members): Members {
  const written = members.filter((member) => {
    const byDefault = member === 'displayName' ? value['name'] : defaults[member];
    return value[member] !== undefined && !isDeepStrictEqual(value[member], byDefault);
  });
  return Object.fromEntries(written.map((member) => [member, value[member]]));
}
