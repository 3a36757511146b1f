import type { ProviderProfile } from '@switchyard/contract';

/**
 * Where the first provider looks for the model, but another one has its credential or a fixed header: from every request
 * of an AI API the data plane strips what any of its providers sends there, so the model would be gone.
 *
 * @returns a noun phrase, such as `the header x-model`; null if there is no such place
 */
export function modelPlaceTaken(first: ProviderProfile, other: ProviderProfile): string | null {
  const headers = new Set(other.fixedHeaders.map(({ name }) => name.toLowerCase()));
  if (other.credentialPlace === 'HEADER') headers.add(other.credentialName?.toLowerCase() ?? '');
  const parameter = other.credentialPlace === 'QUERY_PARAMETER' ? other.credentialName : null;
  for (const { modelPlace, modelKey } of first.routedOperations) {
    if (modelKey === null) continue;
    if (modelPlace === 'HEADER' && headers.has(modelKey.toLowerCase())) return `the header ${modelKey}`;
    if (modelPlace === 'QUERY_PARAMETER' && modelKey === parameter) return `the query parameter ${modelKey}`;
  }
  return null;
}
