import { createHash } from 'node:crypto';
import { type Format, jsonAnswer } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';

/** Answers what no other format recognises with what it received, so that tests can check pass-through. */
export const echo: Format = {
  recognises: () => true,
  modelOf: (request) => request.modelInBody,
  answer: ({ method, path, headers, body }) =>
    jsonAnswer(200, openAiHeaders(), {
      object: 'simulated.echo',
      method,
      // Without the query, which may hold the credential: the gateway withholds an answer that quotes it.
      path: path.replace(/\?.*/, ''),
      contentType: headers['content-type'] ?? null,
      bodyBytes: body.length,
      bodySha256: createHash('sha256').update(body).digest('hex'),
    }),
  error: openAiError,
  errorEvent: openAiErrorEvent,
};
