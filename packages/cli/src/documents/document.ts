import type { z } from 'zod';

/** A GraphQL document with the shape of what it asks for. The tests hold each against the committed schema. */
export type Document<T> = {
  readonly text: string;
  /** Members that are not known are left out; enumerations are plain strings, because they may gain values. */
  readonly answer: z.ZodType<T>;
} & (
  | { readonly isMutation: false }
  | {
      readonly isMutation: true;
      /** What to say where no answer came, and nobody knows whether it was done. */
      readonly ifUnanswered: string;
    }
);

export function query<T>(answer: z.ZodType<T>, text: string): Document<T> {
  return { text, answer, isMutation: false };
}

export function mutation<T>(answer: z.ZodType<T>, ifUnanswered: string, text: string): Document<T> {
  return { text, answer, isMutation: true, ifUnanswered };
}
