import { type Format, jsonAnswer } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';

/** The listed models; chat completions accept any model. */
const LISTED_MODELS = ['simulated-large', 'simulated-medium', 'simulated-small'];
const CREATED_AT_SECONDS = 1_735_689_600;

/** OpenAI's list of models (API reference, "List models"). */
export const openAiModels: Format = {
  recognises: (request) => request.method === 'GET' && request.pathname.endsWith('/models'),
  modelOf: () => null,
  answer: () =>
    jsonAnswer(200, openAiHeaders(), {
      object: 'list',
      data: LISTED_MODELS.map((id) => ({ id, object: 'model', created: CREATED_AT_SECONDS, owned_by: 'simulator' })),
    }),
  error: openAiError,
  errorEvent: openAiErrorEvent,
};
