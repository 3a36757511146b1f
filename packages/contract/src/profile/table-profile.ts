import { z } from 'zod';
import { type ProviderProfile, providerProfileSchema } from './provider-profile';

/**
 * A provider's profile as a routing table carries it: the profile that operators write, but unknown members are ignored
 * instead of refused, because a newer control plane may add some.
 */
export const tableProfileSchema = z.unknown().transform((value, context): ProviderProfile => {
  const { data, error } = providerProfileSchema.safeParse(value);
  if (data !== undefined) return data;
  const known = structuredClone(value);
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys') removeMembers(known, issue.path, issue.keys);
  }
  const again = providerProfileSchema.safeParse(known);
  if (again.success) return again.data;
  for (const { path, message } of again.error.issues) {
    context.issues.push({ code: 'custom', input: value, path, message });
  }
  return z.NEVER;
});

function removeMembers(value: unknown, path: readonly PropertyKey[], names: readonly string[]): void {
  let place: unknown = value;
  for (const step of path) {
    if (typeof place !== 'object' || place === null) return;
    place = (place as Record<PropertyKey, unknown>)[step];
  }
  if (typeof place !== 'object' || place === null) return;
  for (const name of names) Reflect.deleteProperty(place, name);
}
