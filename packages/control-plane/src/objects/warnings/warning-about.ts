import { z } from 'zod';
import type { ChangeWarning, ChangeWarningCode } from '../../kernel/graphql/change-warning';
import type { Image } from '../../change/change-in-progress';
import type { ObjectKind } from '../../kernel/object-kind';

/** The subject of a warning; an image is one. */
export interface Subject {
  readonly kind: ObjectKind;
  readonly path: readonly string[];
}

export function warningAbout({ kind, path }: Subject, code: ChangeWarningCode, message: string): ChangeWarning {
  return { code, kind, path: [...path], message };
}

/** The path, quoted for a sentence. */
export function quoted({ path }: Pick<Subject, 'path'>): string {
  return JSON.stringify(path.join(' / '));
}

/** The id of the object that a member of an image names; null if it names none. */
export function idIn({ references }: Pick<Image, 'references'>, name: string): string | null {
  const id = references[name];
  return typeof id === 'string' ? id : null;
}

/** A member of an image's value. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

const listSchema = z.object({ providers: z.array(z.string()) });

/** The ids of the providers that an AI API's image lists, in its order. */
export function listedProviders({ references }: Pick<Image, 'references'>): readonly string[] {
  return listSchema.parse(references).providers;
}
