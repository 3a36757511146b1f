import { profileWith } from '../profile/provider-profile';
import type { RoutedOperation } from '../profile/routed-operation';
import { inJsonBody, inMember, inPath, pinned, streamedInArray } from './model-places';
import { geminiErrors } from './gemini-errors';
import { named } from './operation-names';
import { openaiStream } from './openai-stream';
import { withMember, withValue } from './stream-event-rules';
import { anyOf } from './usage-places';

/**
 * The version is part of the path, so the consumer's SDK chooses it. The first one takes the requests that were written
 * for another provider.
 */
const VERSIONS = ['v1beta', 'v1', 'v1alpha'];
const VERBS = ['generateContent', 'countTokens', 'embedContent', 'batchEmbedContents', 'predict'];
/** Without `alt=sse` the response is one array with the same elements. */
const STREAM_VERB = 'streamGenerateContent';

/** The body names the model again, as `models/<name>`, and the vendor requires both to match. */
const IN_BODY_TOO = {
  countTokens: '/generateContentRequest/model',
  embedContent: '/model',
  batchEmbedContents: '/requests/*/model',
};

/** They start a job, which belongs to one project. */
const JOB_VERBS = ['batchGenerateContent', 'asyncBatchEmbedContent', 'predictLongRunning'];

function operationsOf(version: string): RoutedOperation[] {
  const pathOf = (verb: string) => `${version}/models/{model}:${verb}`;
  const tunedPathOf = (verb: string) => `${version}/tunedModels/{model}:${verb}`;
  return [
    ...named(pathOf(''), [
      ...inPath(...VERBS.map(pathOf)),
      ...Object.entries(IN_BODY_TOO).map(([verb, pointer]) => inMember(pathOf(verb), pointer)),
      ...streamedInArray(inPath(pathOf(STREAM_VERB))),
    ]),
    // A tuned model belongs to one project too. So does an interaction, because the next one refers to it.
    ...pinned([
      ...inPath(...JOB_VERBS.map(pathOf), tunedPathOf('generateContent')),
      ...streamedInArray(inPath(tunedPathOf(STREAM_VERB))),
      ...inJsonBody(`${version}/interactions`),
    ]),
  ];
}

/** Where an interaction counts tokens: in a response, and in the event that completes its stream. */
function interaction(name: string): string[] {
  return [`/usage/${name}`, `/interaction/usage/${name}`];
}

/**
 * Google Gemini (not Vertex AI). An endpoint's URL is `https://generativelanguage.googleapis.com`, without a version,
 * as in the vendor's SDKs. They turn `embedContent` into `batchEmbedContents`.
 *
 * Operations: https://ai.google.dev/api · OpenAI's form of them: https://ai.google.dev/gemini-api/docs/openai ·
 * interactions: https://ai.google.dev/api/interactions-api · errors:
 * https://ai.google.dev/gemini-api/docs/troubleshooting
 *
 * Files, caches, and the paths below batches and operations belong to one project and are not routed.
 */
export const geminiProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'x-goog-api-key',
  routedOperations: [
    ...VERSIONS.flatMap(operationsOf),
    ...named(
      'v1beta/openai/',
      inJsonBody('v1beta/openai/chat/completions', 'v1beta/openai/embeddings', 'v1beta/openai/images/generations'),
    ),
  ],
  wireFormat: 'GEMINI',
  modelListPath: VERSIONS.map((version) => `${version}/models`).join(' '),
  ...geminiErrors,
  streamFraming: 'SERVER_SENT_EVENTS',
  contentEvents: [
    withMember('/candidates/*/content/parts/*/text'),
    withMember('/candidates/*/content/parts/*/functionCall'),
    withMember('/candidates/*/content/parts/*/inlineData'),
    withMember('/candidates/*/content/parts/*/executableCode'),
    withMember('/candidates/*/content/parts/*/codeExecutionResult'),
    withMember('/candidates/*/finishReason'),
    withMember('/promptFeedback/blockReason'),
    withValue('/event_type', 'step.delta'),
    withValue('/event_type', 'content.delta'),
    withValue('/event_type', 'interaction.completed'),
    withValue('/event_type', 'interaction.complete'),
    ...openaiStream.contentEvents,
  ],
  finishEvents: [
    withMember('/candidates/*/finishReason'),
    withMember('/promptFeedback/blockReason'),
    // Interactions, whose events had other names before general availability.
    withValue('/event_type', 'interaction.completed'),
    withValue('/event_type', 'interaction.complete'),
    ...openaiStream.finishEvents,
  ],
  // Of the other two forms; a stream in the vendor's own form just ends.
  terminalEvents: [...openaiStream.terminalEvents],
  errorEvents: [withValue('/event_type', 'error'), ...openaiStream.errorEvents],
  // Most chunks of a stream have running totals, of which the last count; zeros are omitted.
  // Besides the vendor's own form there are OpenAI's, and that of interactions, which stand in an event of a stream.
  responseModelPath: anyOf('/modelVersion', '/model', '/interaction/model'),
  // Includes cached tokens, but not those of tool results.
  promptTokensPath: anyOf(
    '/usageMetadata/promptTokenCount',
    '/usage/prompt_tokens',
    ...interaction('total_input_tokens'),
  ),
  extraPromptTokensPath: anyOf('/usageMetadata/toolUsePromptTokenCount', ...interaction('total_tool_use_tokens')),
  // Excludes thinking tokens.
  completionTokensPath: anyOf(
    '/usageMetadata/candidatesTokenCount',
    '/usage/completion_tokens',
    ...interaction('total_output_tokens'),
  ),
  completionIncludesReasoning: false,
  cachedTokensPath: anyOf(
    '/usageMetadata/cachedContentTokenCount',
    '/usage/prompt_tokens_details/cached_tokens',
    ...interaction('total_cached_tokens'),
  ),
  reasoningTokensPath: anyOf(
    '/usageMetadata/thoughtsTokenCount',
    '/usage/completion_tokens_details/reasoning_tokens',
    ...interaction('total_thought_tokens'),
  ),
  totalTokensPath: anyOf('/usageMetadata/totalTokenCount', '/usage/total_tokens', '/interaction/usage/total_tokens'),
  serviceTierPath: '/usageMetadata/serviceTier',
});
