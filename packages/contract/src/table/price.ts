import { z } from 'zod';

export const PRICES_PER_MODEL_MAX = 4;
export const SERVICE_TIERS_PER_PRICE_MAX = 8;
export const SERVICE_TIER_LENGTH_MAX = 32;
/** A million units of the currency. Cost is exact as an integer far beyond it. */
export const RATE_BILLIONTHS_MAX = 1_000_000 * 1_000_000_000;

/** In billionths of the installation's currency: per million tokens, or per request. */
const rateSchema = z.int().min(0).max(RATE_BILLIONTHS_MAX);

/** What tokens of each kind cost. Null for what such tokens otherwise count as. */
export const priceRatesSchema = z.object({
  input: rateSchema,
  /** Null: as `input`. */
  cacheRead: rateSchema.nullable(),
  /** Null: as `input`. */
  cacheWrite5m: rateSchema.nullable(),
  /** Null: as `cacheWrite5m`. */
  cacheWrite1h: rateSchema.nullable(),
  output: rateSchema,
  /** Null: as `output`. */
  reasoning: rateSchema.nullable(),
  /** Per request, whatever its tokens. */
  request: rateSchema,
});
export type PriceRates = Readonly<z.infer<typeof priceRatesSchema>>;

const tariff = {
  rates: priceRatesSchema,
  /** Other rates for all tokens of a request whose prompt is longer than this; null if there is no such step. */
  above: z.object({ promptTokens: z.int().min(1), rates: priceRatesSchema }).nullable(),
};
/** The rates of one service tier. */
export const tariffSchema = z.object(tariff);
export type Tariff = Readonly<z.infer<typeof tariffSchema>>;

export const serviceTierSchema = z
  .string()
  .max(SERVICE_TIER_LENGTH_MAX)
  .regex(/^[a-z0-9][a-z0-9_.-]*$/, 'must be the name of a service tier in lower case, such as `priority`');

/** What a model's tokens cost from a given time on. */
export const tablePriceSchema = z.object({
  validFrom: z.iso.datetime(),
  ...tariff,
  /** For responses that name one of these tiers; all others have the rates above. */
  serviceTiers: z.array(z.object({ tier: serviceTierSchema, ...tariff })).max(SERVICE_TIERS_PER_PRICE_MAX),
});
export type TablePrice = z.infer<typeof tablePriceSchema>;
