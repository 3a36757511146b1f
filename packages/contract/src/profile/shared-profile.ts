import { z } from 'zod';
import { type ProviderProfile, providerProfileSchema } from './provider-profile';

/** How many distinct profiles are cached. There are few, because most providers use a template. */
const PROFILES_MAX = 1_000;

const profilesByText = new Map<string, ProviderProfile>();

/**
 * A provider's profile, parsed once for all entries that carry it. Every AI API's entry contains its provider's entire
 * profile, which is most of the entry: without sharing, a table of 10,000 AI APIs would hold, and validate, as many
 * copies of a few profiles. Issues have their code in `params.code`.
 */
export const sharedProfileSchema = z.unknown().transform((value, context): ProviderProfile => {
  const text = JSON.stringify(value);
  const known = profilesByText.get(text);
  if (known !== undefined) return known;
  const { data, error } = providerProfileSchema.safeParse(value);
  if (data === undefined) {
    context.issues.push(
      ...error.issues.map(({ code, path, message }) => ({
        code: 'custom' as const,
        input: value,
        path,
        message,
        params: { code },
      })),
    );
    return z.NEVER;
  }
  const [oldest] = profilesByText.keys();
  if (profilesByText.size >= PROFILES_MAX && oldest !== undefined) profilesByText.delete(oldest);
  profilesByText.set(text, data);
  return data;
});
