import type { TokenCounts } from '@switchyard/contract';
import { disjointTokens } from './disjoint-tokens';
import type { ToldUsage } from './told-usage';
import type { UsagePlaces } from './usage-places';

/** What an answer told about its usage. */
export interface ReadUsage {
  /** Null if it told no number of tokens. */
  readonly tokens: TokenCounts | null;
  /** Whether this is the answer's final usage. If not, the tokens are what was told before it broke off. */
  readonly isFinal: boolean;
  readonly model: string | null;
  readonly serviceTier: string | null;
}

/** How much of an answer's content came. */
export interface AnswerSize {
  /** Of the events with content in a stream, up to the one that finishes it; of the whole body of a plain answer. */
  readonly bytes: number;
  /** How many such events there were: vendors send about a token in each. Null for a plain answer. */
  readonly events: number | null;
}

/**
 * What was told so far. An account with an impossible count is never final, so that what it lacks is estimated.
 *
 * @param isFinal whether the answer's last account has been seen, if it gave one
 */
export function readUsage(told: ToldUsage, places: UsagePlaces, isFinal: boolean): ReadUsage {
  const { hasTokens, hasImpossible, model, serviceTier } = told;
  const tokens = hasTokens ? disjointTokens(told.tokens, places) : null;
  return { tokens, isFinal: hasTokens && isFinal && !hasImpossible, model, serviceTier };
}
