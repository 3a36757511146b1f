import type { PriceRates, TablePrice, Tariff } from '../table/price';
import { promptTokens, TOKEN_KINDS, type TokenCounts, type TokenKind } from './token-kind';

const TOKENS_PER_RATE = 1_000_000n;

/** Which of a price's rates apply. */
export interface RateChoice {
  /** The service tier whose rates apply; null for those of all others. */
  readonly tier: string | null;
  /** Whether the prompt is longer than the price's step. */
  readonly isAboveStep: boolean;
}

/** What an attempt costs, in billionths of the installation's currency, and by which rates. */
export interface AttemptCost extends RateChoice {
  readonly billionths: bigint;
}

/**
 * The price at a time; null if none is valid yet.
 *
 * @param prices in any order
 * @param atMs when the request started, in ms since the epoch
 */
export function priceAt(prices: readonly TablePrice[], atMs: number): TablePrice | null {
  let latest: TablePrice | null = null;
  for (const price of prices) {
    const from = Date.parse(price.validFrom);
    if (from <= atMs && (latest === null || from > Date.parse(latest.validFrom))) latest = price;
  }
  return latest;
}

/**
 * What one attempt's tokens cost.
 *
 * @param serviceTier as the response names it; null if it names none
 */
export function costOfAttempt(price: TablePrice, tokens: TokenCounts, serviceTier: string | null): AttemptCost {
  const tier = tariffOf(price, serviceTier) === price ? null : serviceTier;
  const { above } = tariffOf(price, tier);
  const choice = { tier, isAboveStep: above !== null && promptTokens(tokens) > above.promptTokens };
  return { ...choice, billionths: costByRates(price, choice, tokens, 1) };
}

/**
 * What the tokens of one or more attempts cost at rates that were chosen before. Rounded once, half up.
 *
 * @param attempts how many, for what each costs whatever its tokens
 */
export function costByRates(price: TablePrice, choice: RateChoice, tokens: TokenCounts, attempts: number): bigint {
  const tariff = tariffOf(price, choice.tier);
  const rates = choice.isAboveStep && tariff.above !== null ? tariff.above.rates : tariff.rates;
  let millionths = BigInt(rates.request) * BigInt(attempts) * TOKENS_PER_RATE;
  for (const kind of TOKEN_KINDS) millionths += BigInt(tokens[kind]) * BigInt(rateOf(rates, kind));
  return (millionths + TOKENS_PER_RATE / 2n) / TOKENS_PER_RATE;
}

/** How many tokens a prompt may have in a service tier before it has the rates of long ones; null if it has none. */
export function stepOf(price: TablePrice, tier: string | null): number | null {
  return tariffOf(price, tier).above?.promptTokens ?? null;
}

function tariffOf(price: TablePrice, tier: string | null): Tariff {
  return price.serviceTiers.find((each) => each.tier === tier) ?? price;
}

function rateOf(rates: PriceRates, kind: TokenKind): number {
  switch (kind) {
    case 'input':
    case 'output':
      return rates[kind];
    case 'cacheRead':
    case 'cacheWrite5m':
      return rates[kind] ?? rates.input;
    case 'cacheWrite1h':
      return rates.cacheWrite1h ?? rates.cacheWrite5m ?? rates.input;
    case 'reasoning':
      return rates.reasoning ?? rates.output;
  }
}
