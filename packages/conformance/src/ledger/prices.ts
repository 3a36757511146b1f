import type { SentUse } from '@switchyard/simulator';
import { FALLBACK, PRIMARY } from './models';

/** Prices per million tokens, as an operator gives them. What is absent costs as the schema says. */
interface Rates {
  readonly inputPerMillion: string;
  readonly outputPerMillion: string;
  readonly cacheReadPerMillion?: string;
  readonly cacheWritePerMillion?: string;
  readonly cacheWriteHourPerMillion?: string;
  readonly reasoningPerMillion?: string;
  readonly perRequest?: string;
}

interface Price extends Rates {
  readonly validFrom: string;
  readonly longPrompt?: Rates & { readonly abovePromptTokens: number };
  readonly serviceTiers?: readonly (Rates & { readonly tier: string })[];
}

const validFrom = '2020-01-01T00:00:00Z';

const PRICES: Readonly<Record<string, Price>> = {
  [PRIMARY]: {
    validFrom,
    inputPerMillion: '2.5',
    cacheReadPerMillion: '1.25',
    cacheWritePerMillion: '3.125',
    cacheWriteHourPerMillion: '5',
    outputPerMillion: '10',
    reasoningPerMillion: '12.000000007',
    perRequest: '0.0001',
    longPrompt: { abovePromptTokens: 400, inputPerMillion: '5', outputPerMillion: '15.123456789' },
  },
  [FALLBACK]: {
    validFrom,
    inputPerMillion: '0.15',
    outputPerMillion: '0.6',
    serviceTiers: [
      { tier: 'default', inputPerMillion: '0.123456789', outputPerMillion: '0.7', perRequest: '0.000000001' },
    ],
  },
};

/** What a model of every provider costs, as an input of GraphQL. */
export function pricesOf(model: string): readonly Price[] {
  const price = PRICES[model];
  return price === undefined ? [] : [price];
}

/** The vendors' tiers that are worth naming: those of the answers in OpenAI's format. */
export const SERVICE_TIER = 'default';

/**
 * What a call costs, in billionths: computed from the operator's own decimals, rounded once, half up.
 *
 * @param tier that the answer names; null if it names none
 */
export function costOf(model: string, use: SentUse, tier: string | null): bigint {
  const price = PRICES[model];
  if (price === undefined) throw new Error(`${model} has no price`);
  const ofTier = price.serviceTiers?.find((each) => each.tier === tier);
  const prompt = use.input + use.cacheRead + use.cacheWrite5m + use.cacheWrite1h;
  const isLong = ofTier === undefined && price.longPrompt !== undefined && prompt > price.longPrompt.abovePromptTokens;
  const rates: Rates = isLong ? (price.longPrompt ?? price) : (ofTier ?? price);
  const input = rates.inputPerMillion;
  const write = rates.cacheWritePerMillion ?? input;
  const parts: [number, string][] = [
    [use.input, input],
    [use.cacheRead, rates.cacheReadPerMillion ?? input],
    [use.cacheWrite5m, write],
    [use.cacheWrite1h, rates.cacheWriteHourPerMillion ?? write],
    [use.output, rates.outputPerMillion],
    [use.reasoning, rates.reasoningPerMillion ?? rates.outputPerMillion],
    [1_000_000, rates.perRequest ?? '0'],
  ];
  const millionths = parts.reduce((sum, [count, rate]) => sum + BigInt(count) * billionths(rate), 0n);
  return (2n * millionths + 1_000_000n) / 2_000_000n;
}

/** A decimal of at most nine places as a whole number of billionths. */
export function billionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(9, '0'));
}
