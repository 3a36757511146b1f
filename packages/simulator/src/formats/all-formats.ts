import { anthropicMessages } from './anthropic-messages';
import { echo } from './echo';
import type { Format } from './format';
import { geminiModels } from './gemini-models';
import { openAiChat } from './openai-chat';
import { openAiEmbeddings } from './openai-embeddings';
import { openAiImages } from './openai-images';
import { openAiModels } from './openai-models';
import { openAiResponses } from './openai-responses';
import type { ReceivedRequest } from '../received-request';

/** The first format that recognises a request answers it; if none does, the echo. */
const FORMATS: readonly Format[] = [
  openAiChat,
  openAiResponses,
  openAiEmbeddings,
  openAiImages,
  openAiModels,
  anthropicMessages,
  geminiModels,
];

export function formatOf(request: ReceivedRequest): Format {
  return FORMATS.find((format) => format.recognises(request)) ?? echo;
}
