import { anthropicMessages } from './anthropic-messages';
import { echo } from './echo';
import type { Format } from './format';
import { geminiModels } from './gemini-models';
import { openAiChat } from './openai-chat';
import { openAiModels } from './openai-models';
import type { ReceivedRequest } from '../received-request';

/** The first format that recognises a request answers it; if none does, the echo. */
const FORMATS: readonly Format[] = [openAiChat, openAiModels, anthropicMessages, geminiModels];

export function formatOf(request: ReceivedRequest): Format {
  return FORMATS.find((format) => format.recognises(request)) ?? echo;
}
