import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ReceivedRequest } from '../received-request';
import type { PromptUse } from '../simulated-use';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { offeredTool } from './offered-tool';
import { promptUse, splitContent, tokensOf } from './simulated-text';

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
  const inputTokens = tokensOf(request.json?.['messages'], request.json?.['tools']);
  if (request.pathname.endsWith('/count_tokens')) {
    return jsonAnswer(200, headers(), { input_tokens: inputTokens });
  }
  const parsed = messagesRequestSchema.safeParse(request.json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return anthropicError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const content = wishes.content ?? `This is a simulated answer of the model ${model}.`;
  const tool = wishes.toolCall === true ? offeredTool(request) : null;
  const chunks = splitContent(tool === null ? content : JSON.stringify({ text: content }), wishes.contentChunks);
  const said: Said = {
    ...{ model, tool, chunks },
    prompt: promptUse(inputTokens, wishes),
    reasoning: wishes.reasoningTokens ?? 0,
  };
  return parsed.data.stream === true ? streamed(said) : plain(said, content);
}

/** What the model says, and what that uses. */
interface Said {
  readonly model: string;
  /** Null for a text. */
  readonly tool: string | null;
  readonly chunks: readonly string[];
  readonly prompt: PromptUse;
  readonly reasoning: number;
}

/** The prompt's tokens without those of the cache, and the completion's with those of thinking. */
function usageOf({ chunks, prompt, reasoning }: Said) {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = prompt;
  return {
    input_tokens: input,
    output_tokens: chunks.length + reasoning,
    cache_creation_input_tokens: cacheWrite5m + cacheWrite1h,
    cache_read_input_tokens: cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h },
    output_tokens_details: { thinking_tokens: reasoning },
    service_tier: 'standard',
  };
}

function message({ model }: Said, content: readonly object[], stopReason: string | null, usage: object) {
  return {
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    usage,
  };
}

function plain(said: Said, text: string): FormatAnswer {
  const { tool, chunks, prompt, reasoning } = said;
  const block = tool === null ? { type: 'text', text, citations: null } : { ...toolUse(tool), input: { text } };
  const body = message(said, [block], stopReason(tool), usageOf(said));
  return jsonAnswer(200, headers(), body, useOfOne(prompt, chunks.length, reasoning));
}

function toolUse(name: string) {
  return { type: 'tool_use', id: 'toolu_simulated', name };
}

function stopReason(tool: string | null): string {
  return tool === null ? 'end_turn' : 'tool_use';
}

function streamed(said: Said): FormatAnswer {
  const { tool, chunks, prompt, reasoning } = said;
  const usage = usageOf(said);
  const start = message(said, [], null, { ...usage, output_tokens: 1, output_tokens_details: { thinking_tokens: 0 } });
  const block = tool === null ? { type: 'text', text: '' } : { ...toolUse(tool), input: {} };
  const deltaOf = (text: string) =>
    tool === null ? { type: 'text_delta', text } : { type: 'input_json_delta', partial_json: text };
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers() },
    pieces: [
      event('message_start', { type: 'message_start', message: start }),
      event('content_block_start', { type: 'content_block_start', index: 0, content_block: block }),
      event('ping', { type: 'ping' }),
      ...chunks.map((text) =>
        event('content_block_delta', { type: 'content_block_delta', index: 0, delta: deltaOf(text) }),
      ),
      event('content_block_stop', { type: 'content_block_stop', index: 0 }),
      event('message_delta', {
        type: 'message_delta',
        delta: { stop_reason: stopReason(tool), stop_sequence: null },
        usage: { output_tokens: usage.output_tokens, output_tokens_details: usage.output_tokens_details },
      }),
      event('message_stop', { type: 'message_stop' }),
    ],
    isStream: true,
    use: {
      prompt,
      reasoning,
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
