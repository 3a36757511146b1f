import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ReceivedRequest } from '../received-request';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { splitContent, tokensOf } from './simulated-text';

/** Only what the answer depends on; Anthropic accepts many more fields. */
const messagesRequestSchema = z.object({
  messages: z.array(z.unknown()).min(1),
  max_tokens: z.int().min(0),
  stream: z.boolean().nullish(),
});

/** Anthropic's messages and their token counts (API reference, "Messages"), plain and streamed. */
export const anthropicMessages: Format = {
  recognises: ({ method, pathname }) => method === 'POST' && /\/v1\/messages(\/count_tokens)?$/.test(pathname),
  modelOf: (request) => request.modelInBody,
  answer,
  error: anthropicError,
  errorEvent: () => event('error', errorBody(500)),
};

/** Anthropic's `error.type` for a status (API reference, "Errors"). */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer {
  if (request.headers['anthropic-version'] === undefined) {
    return anthropicError(400, 'anthropic-version: header is required');
  }
  if (model === null) return anthropicError(400, 'model: Field required');
  const inputTokens = tokensOf(request.json?.['messages']);
  if (request.pathname.endsWith('/count_tokens')) {
    return jsonAnswer(200, headers(), { input_tokens: inputTokens });
  }
  const parsed = messagesRequestSchema.safeParse(request.json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return anthropicError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const content = wishes.content ?? `This is a simulated answer of the model ${model}.`;
  const chunks = splitContent(content, wishes.contentChunks);
  const usage = { input_tokens: inputTokens, output_tokens: chunks.length };
  return parsed.data.stream === true ? streamed(model, chunks, usage) : plain(model, content, usage);
}

interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

function message(model: string, content: readonly object[], stopReason: string | null, usage: Usage) {
  return {
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage: { ...usage, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, service_tier: 'standard' },
  };
}

function plain(model: string, text: string, usage: Usage): FormatAnswer {
  const body = message(model, [{ type: 'text', text, citations: null }], 'end_turn', usage);
  return jsonAnswer(200, headers(), body, useOfOne(usage.input_tokens, usage.output_tokens));
}

function streamed(model: string, chunks: readonly string[], usage: Usage): FormatAnswer {
  const start = message(model, [], null, { ...usage, output_tokens: 1 });
  const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers() },
    pieces: [
      event('message_start', { type: 'message_start', message: start }),
      event('content_block_start', block),
      event('ping', { type: 'ping' }),
      ...chunks.map((text) => event('content_block_delta', delta(text))),
      event('content_block_stop', { type: 'content_block_stop', index: 0 }),
      event('message_delta', {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { output_tokens: usage.output_tokens },
      }),
      event('message_stop', { type: 'message_stop' }),
    ],
    isStream: true,
    use: {
      input: usage.input_tokens,
      // Behind three events without content.
      outputAfter: [0, 0, 0, ...chunks.map((_chunk, index) => index + 1)],
      usagePiece: chunks.length + 4,
    },
  };
}

function event(type: string, data: object): Buffer {
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

function headers(): Record<string, string> {
  return { 'request-id': requestId(), 'anthropic-organization-id': 'org-simulated' };
}

function requestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`;
}

function errorBody(status: number, text?: string) {
  const type = TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  // Only the wording identifies an unknown model.
  const unknown = status === 404 ? 'model: simulated' : `This is a simulated error with status ${status}.`;
  return { type: 'error', error: { type, message: text ?? unknown }, request_id: requestId() };
}

function anthropicError(status: number, text?: string): FormatAnswer {
  return jsonAnswer(status, headers(), errorBody(status, text));
}
