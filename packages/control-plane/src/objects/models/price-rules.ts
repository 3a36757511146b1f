import { PRICES_PER_MODEL_MAX, SERVICE_TIERS_PER_PRICE_MAX, serviceTierSchema } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { orDefault } from '../../kernel/rules/members';
import { repeated } from '../../kernel/rules/repeated';

const [VALID_FROM_LEAST, VALID_FROM_MOST] = [new Date(0), new Date('9999-12-31T23:59:59.999Z')];
const validFromSchema = z.date().refine((moment) => moment >= VALID_FROM_LEAST && moment <= VALID_FROM_MOST, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be in the years 1970 to 9999 in UTC',
});

/** Billionths below a million: what a routing table can have. */
const rateSchema = z
  .string()
  .regex(
    /^\d{1,6}(?:\.\d{1,9})?$/,
    'must be a string such as `"2.50"`, with at most 6 digits before and 9 after the decimal point',
  );
const otherRateSchema = rateSchema.nullish().transform((rate) => rate ?? null);

const rates = {
  inputPerMillion: rateSchema,
  cacheReadPerMillion: otherRateSchema,
  cacheWritePerMillion: otherRateSchema,
  cacheWriteHourPerMillion: otherRateSchema,
  outputPerMillion: rateSchema,
  reasoningPerMillion: otherRateSchema,
  perRequest: orDefault(rateSchema, '0'),
};
const stepSchema = z.strictObject({ abovePromptTokens: z.int().min(1), ...rates });
const longPrompt = stepSchema.nullish().transform((step) => step ?? null);
const tierSchema = z.strictObject({ tier: serviceTierSchema, ...rates, longPrompt });
export type StoredTier = z.output<typeof tierSchema>;

const tiersSchema = z
  .array(tierSchema)
  .max(SERVICE_TIERS_PER_PRICE_MAX)
  .superRefine((tiers, context) => {
    for (const index of repeated(tiers.map(({ tier }) => tier))) {
      context.addIssue(problem('DUPLICATE', 'is listed twice', [index, 'tier']));
    }
  });

function priceSchema(validFrom: z.ZodType<Date>) {
  return z
    .strictObject({ validFrom, ...rates, longPrompt, serviceTiers: orDefault(tiersSchema, []) })
    .transform(({ validFrom, ...price }) => ({ validFrom: validFrom.toISOString(), ...price }));
}
/** The prices of a model's tokens from a given time, in ISO 8601. Decimals are strings, which keep all digits. */
export type StoredPrice = Readonly<z.output<ReturnType<typeof priceSchema>>>;

function pricesOf(validFrom: z.ZodType<Date>) {
  return z
    .array(priceSchema(validFrom))
    .max(PRICES_PER_MODEL_MAX)
    .superRefine((prices, context) => {
      for (const index of repeated(prices.map((price) => price.validFrom))) {
        const message = 'is the start time of another price of this model';
        context.addIssue(problem('DUPLICATE', message, [index, 'validFrom']));
      }
    })
    .transform((prices) => prices.toSorted((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom)));
}

/** Prices with distinct start times, sorted latest first. */
export const pricesSchema = pricesOf(validFromSchema);

/** Prices as text: times in ISO 8601. */
export const writtenPricesSchema = pricesOf(
  z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .pipe(validFromSchema),
);
