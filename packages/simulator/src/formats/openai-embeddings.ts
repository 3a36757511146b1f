import { type Format, jsonAnswer, useOfOne } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';
import { promptUse, tokensOf } from './simulated-text';
import { totalPrompt } from '../simulated-use';

/** OpenAI's embeddings (API reference, "Create embeddings"), which have a prompt alone. */
export const openAiEmbeddings: Format = {
  recognises: ({ method, pathname }) => method === 'POST' && pathname.endsWith('/embeddings'),
  modelOf: (request) => request.modelInBody,
  answer: ({ json }, model, wishes) => {
    if (json === null) return openAiError(400, { message: 'The body must be a JSON object.' });
    if (model === null) return openAiError(400, { message: '"model" must be a string.', param: 'model' });
    const prompt = promptUse(tokensOf(json['input']), wishes);
    const inputs = Array.isArray(json['input']) ? json['input'] : [json['input']];
    const body = {
      object: 'list',
      data: inputs.map((_input, index) => ({ object: 'embedding', index, embedding: [0.25, -0.5, 1] })),
      model,
      usage: { prompt_tokens: totalPrompt(prompt), total_tokens: totalPrompt(prompt) },
    };
    return jsonAnswer(200, openAiHeaders(), body, useOfOne(prompt, 0));
  },
  error: openAiError,
  errorEvent: openAiErrorEvent,
};
