import { PRICES_PER_MODEL_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { problem } from '../../kernel/rules/check-input';
import { orDefault } from '../../kernel/rules/members';
import type { StoredPrice } from './model-entity';
import { decimalSchema } from '../../kernel/graphql/scalars';
import { DEFAULT_CURRENCY } from './model-price';

const [VALID_FROM_LEAST, VALID_FROM_MOST] = [new Date(0), new Date('9999-12-31T23:59:59.999Z')];
const validFromSchema = z.date().refine((moment) => moment >= VALID_FROM_LEAST && moment <= VALID_FROM_MOST, {
  params: { reason: 'OUT_OF_RANGE' },
  error: 'must be in the years 1970 to 9999 in UTC',
});

const priceSchema = z
  .object({
    validFrom: validFromSchema,
    currency: orDefault(
      z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters, such as `USD`'),
      DEFAULT_CURRENCY,
    ),
    inputPerMillion: z.string(),
    cachedInputPerMillion: z.string().nullish(),
    outputPerMillion: z.string(),
  })
  .transform(({ validFrom, currency, inputPerMillion, cachedInputPerMillion, outputPerMillion }): StoredPrice => ({
    validFrom: validFrom.toISOString(),
    currency,
    inputPerMillion,
    cachedInputPerMillion: cachedInputPerMillion ?? null,
    outputPerMillion,
  }));

/** Prices with distinct start times, sorted latest first. */
export const pricesSchema = z
  .array(priceSchema)
  .max(PRICES_PER_MODEL_MAX)
  .superRefine((prices, context) => {
    const moments = new Set<string>();
    for (const [index, { validFrom }] of prices.entries()) {
      const message = 'is the start time of another price of this model';
      if (moments.has(validFrom)) context.addIssue(problem('DUPLICATE', message, [index, 'validFrom']));
      moments.add(validFrom);
    }
  })
  .transform((prices) => prices.toSorted((a, b) => Date.parse(b.validFrom) - Date.parse(a.validFrom)));

/** Prices as text: times in ISO 8601, decimals as in the scalar `Decimal`. */
export const writtenPricesSchema = z
  .array(
    z.strictObject({
      validFrom: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
      currency: z.string().nullish(),
      inputPerMillion: decimalSchema,
      cachedInputPerMillion: decimalSchema.nullish(),
      outputPerMillion: decimalSchema,
    }),
  )
  .pipe(pricesSchema);
