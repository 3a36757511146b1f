import { z } from 'zod';

/**
 * The kinds of tokens, which are disjoint: each token is of one kind. Most vendors' own counts overlap; a provider's profile
 * says how.
 */
export const TOKEN_KINDS = [
  /** Of the prompt, neither read from nor written to the vendor's cache. */
  'input',
  'cacheRead',
  /** Written to be kept for five minutes, or for as long as the vendor keeps them where there is no choice. */
  'cacheWrite5m',
  'cacheWrite1h',
  /** Of the completion, without reasoning. */
  'output',
  'reasoning',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/**
 * The maximum number of tokens of one kind in one attempt. No model takes or gives as many; a vendor's count above it is a
 * mistake, and sums of such counts could not be stored.
 */
export const TOKENS_PER_ATTEMPT_MAX = 1_000_000_000;

const count = z.int().min(0).default(0);

/** A number of tokens of each kind; one that is absent is 0. */
export const tokenCountsSchema = z.object({
  input: count,
  cacheRead: count,
  cacheWrite5m: count,
  cacheWrite1h: count,
  output: count,
  reasoning: count,
} satisfies Record<TokenKind, unknown>);
export type TokenCounts = Readonly<z.infer<typeof tokenCountsSchema>>;

export const NO_TOKENS: TokenCounts = Object.freeze(tokenCountsSchema.parse({}));

export function addTokens(one: TokenCounts, other: TokenCounts): TokenCounts {
  return {
    input: one.input + other.input,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite5m: one.cacheWrite5m + other.cacheWrite5m,
    cacheWrite1h: one.cacheWrite1h + other.cacheWrite1h,
    output: one.output + other.output,
    reasoning: one.reasoning + other.reasoning,
  };
}

/** The tokens of the prompt, of all kinds. */
export function promptTokens({ input, cacheRead, cacheWrite5m, cacheWrite1h }: TokenCounts): number {
  return input + cacheRead + cacheWrite5m + cacheWrite1h;
}
