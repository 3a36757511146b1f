import type { ProviderProfile, RoutedOperation } from '../provider-profile';
import { inPath } from './model-places';
import { withMember } from './stream-event-rules';

/** The version is part of the path that the SDKs call; which they call is the consumer's. */
const VERSIONS = ['v1beta', 'v1', 'v1alpha'];
const VERBS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
  'predict',
];

/** The body names the model once more, as `models/<it>`, and the vendor wants both to be the same. */
const IN_BODY_TOO = {
  countTokens: '/generateContentRequest/model',
  embedContent: '/model',
  batchEmbedContents: '/requests/*/model',
};

function operationsOf(version: string): RoutedOperation[] {
  const pathOf = (verb: string) => `${version}/models/{model}:${verb}`;
  return [
    ...inPath(...VERBS.map(pathOf)),
    ...Object.entries(IN_BODY_TOO).map(([verb, modelKey]) => ({
      path: pathOf(verb),
      modelPlace: 'JSON_BODY' as const,
      modelKey,
    })),
  ];
}

/**
 * Google Gemini (not Vertex AI). An endpoint's URL is `https://generativelanguage.googleapis.com`, without a version, as
 * the vendor's SDKs have it. They turn `embedContent` into `batchEmbedContents`.
 *
 * Operations: https://ai.google.dev/api · errors: https://ai.google.dev/gemini-api/docs/troubleshooting
 *
 * Files, caches, batches, tuned models and interactions belong to one project and are not routed.
 */
export const geminiProfile: ProviderProfile = {
  credentialPlace: 'HEADER',
  credentialName: 'x-goog-api-key',
  credentialPrefix: null,
  fixedHeaders: [],
  routedOperations: VERSIONS.flatMap(operationsOf),
  wireFormat: 'GEMINI',
  // The status NOT_FOUND may be about a file: that it is about the model, the message tells.
  modelNotFoundCodes: ['model_not_found'],
  // A bad key is answered with 400.
  credentialRejectedCodes: ['API_KEY_INVALID', 'API_KEY_EXPIRED', 'ACCESS_TOKEN_TYPE_UNSUPPORTED', 'UNAUTHENTICATED'],
  modelListPath: VERSIONS.map((version) => `${version}/models`).join(' '),
  streamFraming: 'SERVER_SENT_EVENTS',
  contentEvents: [
    withMember('/candidates/*/content/parts/*/text'),
    withMember('/candidates/*/content/parts/*/functionCall'),
    withMember('/candidates/*/content/parts/*/inlineData'),
    withMember('/candidates/*/content/parts/*/executableCode'),
    withMember('/candidates/*/content/parts/*/codeExecutionResult'),
    withMember('/candidates/*/finishReason'),
    withMember('/promptFeedback/blockReason'),
  ],
  endEvents: [withMember('/candidates/*/finishReason'), withMember('/promptFeedback/blockReason')],
  errorEvents: [withMember('/error')],
  // Most chunks of a stream have running totals, of which the last ones hold; what is nothing is left out.
  responseModelPath: '/modelVersion',
  // With what was read from the cache.
  promptTokensPath: '/usageMetadata/promptTokenCount',
  // Without what the model has thought.
  completionTokensPath: '/usageMetadata/candidatesTokenCount',
  cachedTokensPath: '/usageMetadata/cachedContentTokenCount',
  reasoningTokensPath: '/usageMetadata/thoughtsTokenCount',
  totalTokensPath: '/usageMetadata/totalTokenCount',
  remainingTokensHeader: null,
  remainingTokensResetHeader: null,
};
