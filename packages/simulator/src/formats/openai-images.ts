import { type Format, jsonAnswer, useOfOne } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';
import { promptUse, tokensOf } from './simulated-text';
import { totalPrompt } from '../simulated-use';

/** What each image counts. */
const TOKENS_PER_IMAGE = 272;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** OpenAI's generated images (API reference, "Create image"). */
export const openAiImages: Format = {
  recognises: ({ method, pathname }) => method === 'POST' && pathname.endsWith('/images/generations'),
  modelOf: (request) => request.modelInBody,
  answer: ({ json }, model, wishes) => {
    if (json === null) return openAiError(400, { message: 'The body must be a JSON object.' });
    if (model === null) return openAiError(400, { message: '"model" must be a string.', param: 'model' });
    const count = typeof json['n'] === 'number' ? json['n'] : 1;
    const prompt = promptUse(tokensOf(json['prompt']), wishes);
    const output = count * TOKENS_PER_IMAGE;
    const body = {
      created: Math.floor(Date.now() / 1_000),
      data: Array.from({ length: count }, () => ({ b64_json: PIXEL })),
      usage: {
        input_tokens: totalPrompt(prompt),
        input_tokens_details: { text_tokens: totalPrompt(prompt), image_tokens: 0 },
        output_tokens: output,
        total_tokens: totalPrompt(prompt) + output,
      },
    };
    return jsonAnswer(200, openAiHeaders(), body, useOfOne(prompt, output));
  },
  error: openAiError,
  errorEvent: openAiErrorEvent,
};
