import { z } from 'zod';
import { membersSchema, withoutDefaults } from '../kind/manifest-list';

type Members = z.output<typeof membersSchema>;

const RATES = [
  'inputPerMillion',
  'cacheReadPerMillion',
  'cacheWritePerMillion',
  'cacheWriteHourPerMillion',
  'outputPerMillion',
  'reasoningPerMillion',
  'perRequest',
];
const DEFAULTS = {
  cacheReadPerMillion: null,
  cacheWritePerMillion: null,
  cacheWriteHourPerMillion: null,
  reasoningPerMillion: null,
  perRequest: '0',
  longPrompt: null,
  serviceTiers: [],
};

/** A price as a manifest writes it, without defaults. */
export function priceInManifest(price: Members): Members {
  const tiers = z.array(membersSchema).parse(price['serviceTiers']);
  const serviceTiers = tiers.map((tier) => written(tier, ['tier', ...RATES, 'longPrompt']));
  return written({ ...price, serviceTiers }, ['validFrom', ...RATES, 'longPrompt', 'serviceTiers']);
}

function written(price: Members, members: readonly string[]): Members {
  const step = membersSchema.nullable().parse(price['longPrompt']);
  const longPrompt = step === null ? null : withoutDefaults(step, ['abovePromptTokens', ...RATES], DEFAULTS);
  return withoutDefaults({ ...price, longPrompt }, members, DEFAULTS);
}
