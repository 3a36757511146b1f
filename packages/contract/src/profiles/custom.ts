import type { ProviderProfile } from '../provider-profile';

/**
 * What a profile of one's own begins with: nothing is sent, routed or recognised but what the operator says. Where no
 * event is said to carry content, a stream is let through when its hold-back is over; where none is said to end it, a
 * clean end is one.
 */
export const customProfile: ProviderProfile = {
  credentialPlace: 'NONE',
  credentialName: null,
  credentialPrefix: null,
  fixedHeaders: [],
  routedOperations: [],
  wireFormat: 'OPENAI',
  modelNotFoundCodes: [],
  credentialRejectedCodes: [],
  modelListPath: null,
  streamFraming: 'SERVER_SENT_EVENTS',
  contentEvents: [],
  endEvents: [],
  errorEvents: [],
  responseModelPath: null,
  promptTokensPath: null,
  completionTokensPath: null,
  cachedTokensPath: null,
  reasoningTokensPath: null,
  totalTokensPath: null,
  remainingTokensHeader: null,
  remainingTokensResetHeader: null,
};
