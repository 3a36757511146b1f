import type { ProviderProfile } from '../provider-profile';
import { openaiProfile } from './openai';
import { compatibleStream } from './openai-stream';

/**
 * Servers that speak OpenAI's format: vLLM (https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html),
 * Ollama (https://docs.ollama.com/api/openai-compatibility) and others. A server that lacks one of the routed
 * operations answers it with an error of its own.
 */
export const openaiCompatibleProfile: ProviderProfile = {
  ...openaiProfile,
  ...compatibleStream,
  // vLLM answers an unknown model with the number 404 or the type NotFoundError in the place of OpenAI's code.
  modelNotFoundCodes: [...openaiProfile.modelNotFoundCodes, 'NotFoundError', 'not_found_error'],
};
