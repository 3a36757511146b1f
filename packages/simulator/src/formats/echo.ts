import { createHash } from 'node:crypto';
import { type Format, jsonAnswer } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';

/** For whatever no other format recognises: it tells what was received, so that passing through can be tested. */
export const echo: Format = {
  recognises: () => true,
  modelOf: (request) => request.modelInBody,
  answer: ({ method, path, headers, body }) =>
    jsonAnswer(200, openAiHeaders(), {
      object: 'simulated.echo',
      method,
      path,
      contentType: headers['content-type'] ?? null,
      bodyBytes: body.length,
      bodySha256: createHash('sha256').update(body).digest('hex'),
    }),
  error: openAiError,
  errorEvent: openAiErrorEvent,
};
