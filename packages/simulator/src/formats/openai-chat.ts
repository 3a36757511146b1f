import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ReceivedRequest } from '../received-request';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';
import { splitContent, tokensOf } from './simulated-text';

/** Only what the answer depends on; OpenAI accepts many more fields. */
const chatRequestSchema = z.object({
  messages: z.array(z.unknown()).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});
type ChatRequest = z.infer<typeof chatRequestSchema>;

/** OpenAI's chat completions (API reference, "Create chat completion"), plain and streamed. */
export const openAiChat: Format = {
  recognises: (request) => request.method === 'POST' && request.pathname.endsWith('/chat/completions'),
  modelOf: (request) => deploymentOf(request) ?? request.modelInBody,
  answer,
  error: openAiError,
  errorEvent: openAiErrorEvent,
};

/** Azure takes the model from the deployment in the path: `…/deployments/<deployment>/chat/completions`. */
function deploymentOf({ pathname }: ReceivedRequest): string | null {
  const segment = /\/deployments\/([^/]+)\/chat\/completions$/.exec(pathname)?.[1];
  return segment === undefined ? null : decodeURIComponent(segment);
}

function answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer {
  const body = request.json;
  if (body === null) return openAiError(400, { message: 'The body must be a JSON object.' });
  if (model === null) return openAiError(400, { message: '"model" must be a string.', param: 'model' });
  const parsed = chatRequestSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue?.path.join('.') ?? '';
    return openAiError(400, { message: `Invalid value for "${param}": ${issue?.message ?? ''}.`, param });
  }
  const content = wishes.content ?? `This is a simulated answer of the model ${model}.`;
  const chunks = splitContent(content, wishes.contentChunks);
  const usage = usageOf(parsed.data, chunks.length);
  return parsed.data.stream === true
    ? streamed(model, chunks, usage, parsed.data.stream_options?.include_usage === true)
    : plain(model, content, usage);
}

function plain(model: string, content: string, usage: Usage): FormatAnswer {
  const body = {
    ...envelope(model, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  };
  return jsonAnswer(200, openAiHeaders(), body, useOfOne(usage.prompt_tokens, usage.completion_tokens));
}

/** If it tells the usage, every chunk has that field, null except in the last; otherwise none has. */
function streamed(model: string, chunks: readonly string[], usage: Usage, tellsUsage: boolean): FormatAnswer {
  const head = envelope(model, 'chat.completion.chunk');
  const noUsage = tellsUsage ? { usage: null } : {};
  const chunk = (delta: object, finishReason: string | null) =>
    event({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }], ...noUsage });
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...openAiHeaders() },
    pieces: [
      chunk({ role: 'assistant', content: '', refusal: null }, null),
      ...chunks.map((content) => chunk({ content }, null)),
      chunk({}, 'stop'),
      ...(tellsUsage ? [event({ ...head, choices: [], usage })] : []),
      Buffer.from('data: [DONE]\n\n'),
    ],
    isStream: true,
    use: {
      input: usage.prompt_tokens,
      outputAfter: [0, ...chunks.map((_chunk, index) => index + 1)],
      // Behind the role, the chunks and the finish.
      usagePiece: tellsUsage ? chunks.length + 2 : null,
    },
  };
}

function envelope(model: string, object: string) {
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    object,
    created: Math.floor(Date.now() / 1_000),
    model,
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
  };
}

function event(data: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(data)}\n\n`);
}

type Usage = ReturnType<typeof usageOf>;

/** Estimates the prompt's tokens from its length; counts the answer's chunks as tokens. */
function usageOf(request: ChatRequest, completionTokens: number) {
  const promptTokens = tokensOf(request.messages);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
