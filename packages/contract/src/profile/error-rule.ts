import { z } from 'zod';
import { errorKindSchema } from './error-kind';
import { schemaNotes } from './schema-notes';

const PATTERN_LENGTH_MAX = 256;
const PATTERNS_MAX = 64;
const STATUSES_MAX = 16;

const patterns = (description: string) =>
  z.array(z.string().min(1).max(PATTERN_LENGTH_MAX)).max(PATTERNS_MAX).default([]).describe(description);

/** How a vendor's error is recognised, and what it means. */
export const errorRuleSchema = z
  .strictObject({
    kind: errorKindSchema,
    statuses: z
      .array(z.int().min(400).max(599))
      .max(STATUSES_MAX)
      .default([])
      .describe(
        'The statuses of the response, one of which it must have; empty for any. If the status of an error in a stream is not known, they are ignored, and the error suspends softly unless the vendor gives a time in a header or member.',
      ),
    codes: patterns(
      "The codes of the error, one of which it must have; empty for any. A code is any of the error's `code`, `type`, `status`, `reason` and the like. `*` matches any text, and case does not matter.",
    ),
    messages: patterns(
      "The error's messages, one of which it must have; empty for any. A text must match the whole message, in which `*` matches any text and case does not matter. Vendors quote requests in messages, so a text should begin with the vendor's own words, not with `*`.",
    ),
    suspends: z
      .boolean()
      .default(true)
      .describe(
        'Whether the error suspends the target if its kind does; false for an error that depends on what the consumer called.',
      ),
  })
  .refine(({ statuses, codes, messages }) => statuses.length + codes.length + messages.length > 0, {
    error: 'must have at least one of `statuses`, `codes` and `messages`',
  })
  .describe("How a vendor's error is recognised, and what it means: each non-empty list must match.")
  .register(schemaNotes, { name: 'ErrorRule' });
export type ErrorRule = z.infer<typeof errorRuleSchema>;
