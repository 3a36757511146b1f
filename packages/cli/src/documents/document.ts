import type { z } from 'zod';

/** A GraphQL document with the shape of its answer. Tests check each against the committed schema. */
export type Document<T> = {
  readonly text: string;
  /** Unknown members are dropped; enums are plain strings, because they may gain values. */
  readonly answer: z.ZodType<T>;
} & (
  | { readonly isMutation: false }
  | {
      readonly isMutation: true;
      /** What to say if no answer came and the outcome is unknown. */
      readonly ifUnanswered: string;
    }
);

export function query<T>(answer: z.ZodType<T>, text: string): Document<T> {
  return { text, answer, isMutation: false };
}

export function mutation<T>(answer: z.ZodType<T>, ifUnanswered: string, text: string): Document<T> {
  return { text, answer, isMutation: true, ifUnanswered };
}
