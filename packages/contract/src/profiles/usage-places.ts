import type { ProviderProfile } from '../provider-profile';

/** The part of a profile that is about what an answer has cost. */
export type UsagePlaces = Pick<
  ProviderProfile,
  | 'responseModelPath'
  | 'promptTokensPath'
  | 'completionTokensPath'
  | 'cachedTokensPath'
  | 'reasoningTokensPath'
  | 'totalTokensPath'
  | 'remainingTokensHeader'
  | 'remainingTokensResetHeader'
>;

/** Several places of which the first that is there holds. */
export function anyOf(...places: readonly string[]): string {
  return places.join(' ');
}
