import { profileWith } from '../profile/provider-profile';
import { anthropicStream } from './anthropic-stream';
import { compatibleErrors } from './compatible-errors';
import { canonical, inJsonBody } from './model-places';
import { openaiProfile } from './openai';
import { openaiStream } from './openai-stream';
import { named } from './operation-names';
import { openaiUsage } from './openai-usage';
import { anyOf } from './usage-places';

/** Further operations of such servers below `/v1`; messages are in Anthropic's format. */
const V1_OPERATIONS = [
  ...openaiProfile.routedOperations,
  ...named('', inJsonBody('chat/completions/batch', 'messages', 'messages/count_tokens', 'rerank', 'score')),
];

/**
 * Servers that speak OpenAI's format: vLLM (https://docs.vllm.ai/en/stable/serving/online_serving.html), Ollama
 * (https://docs.ollama.com/api/openai-compatibility, …/anthropic-compatibility) and others. A server that lacks one of
 * the routed operations answers with its own error.
 *
 * An endpoint's URL ends in `/v1` if consumers only use OpenAI's SDKs. Without it, consumers include `/v1` in the path,
 * and can also use Anthropic's SDKs, which add it themselves, and paths outside of it.
 */
export const openaiCompatibleProfile = profileWith({
  ...openaiProfile,
  routedOperations: [
    ...canonical('URL_HAS_PATH', V1_OPERATIONS),
    ...canonical(
      'URL_HAS_NO_PATH',
      V1_OPERATIONS.map((operation) => ({ ...operation, path: `v1/${operation.path}` })),
    ),
    // Outside `/v1`.
    ...canonical('URL_HAS_NO_PATH', named('', inJsonBody('classify', 'pooling', 'tokenize', 'v2/embed', 'v2/rerank'))),
  ],
  modelListPath: 'models v1/models',
  ...compatibleErrors,
  // The first event of a stream in Anthropic's format has them in its message.
  promptTokensPath: anyOf(openaiUsage.promptTokensPath, '/message/usage/input_tokens'),
  completionTokensPath: anyOf(openaiUsage.completionTokensPath, '/message/usage/output_tokens'),
  contentEvents: [...openaiStream.contentEvents, ...anthropicStream.contentEvents],
  finishEvents: [...openaiStream.finishEvents, ...anthropicStream.finishEvents],
  terminalEvents: [...openaiStream.terminalEvents, ...anthropicStream.terminalEvents],
});
