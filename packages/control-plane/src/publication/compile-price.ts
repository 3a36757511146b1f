import type { PriceRates, TablePrice } from '@switchyard/contract';
import type { StoredPrice, StoredTier } from '../objects/models/price-rules';

const BILLIONTHS_DIGITS = 9;

type StoredRates = Omit<StoredTier, 'tier' | 'longPrompt'>;

/** A price for the routing table, in integers: decimals would have to be parsed for each attempt. */
export function compilePrice(price: StoredPrice): TablePrice {
  return {
    validFrom: price.validFrom,
    ...tariffOf(price),
    serviceTiers: price.serviceTiers.map((tier) => ({ tier: tier.tier, ...tariffOf(tier) })),
  };
}

function tariffOf({ longPrompt, ...rates }: Omit<StoredTier, 'tier'>): Pick<TablePrice, 'rates' | 'above'> {
  const above = longPrompt && { promptTokens: longPrompt.abovePromptTokens, rates: ratesOf(longPrompt) };
  return { rates: ratesOf(rates), above };
}

function ratesOf(rates: StoredRates): PriceRates {
  const { cacheReadPerMillion, cacheWritePerMillion, cacheWriteHourPerMillion, reasoningPerMillion } = rates;
  return {
    input: billionths(rates.inputPerMillion),
    cacheRead: billionthsOrNull(cacheReadPerMillion),
    cacheWrite5m: billionthsOrNull(cacheWritePerMillion),
    cacheWrite1h: billionthsOrNull(cacheWriteHourPerMillion),
    output: billionths(rates.outputPerMillion),
    reasoning: billionthsOrNull(reasoningPerMillion),
    request: billionths(rates.perRequest),
  };
}

function billionthsOrNull(decimal: string | null): number | null {
  return decimal === null ? null : billionths(decimal);
}

/** @param decimal with at most 9 digits after the point, so that nothing is lost */
function billionths(decimal: string): number {
  const [units = '', fraction = ''] = decimal.split('.');
  return Number(units + fraction.padEnd(BILLIONTHS_DIGITS, '0'));
}
