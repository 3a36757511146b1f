import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ReceivedRequest } from '../received-request';
import { type PromptUse, totalPrompt } from '../simulated-use';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { offeredTool } from './offered-tool';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';
import { cacheDetails, promptUse, splitContent, tokensOf } from './simulated-text';

/** Only what the answer depends on; OpenAI accepts many more fields. */
const chatRequestSchema = z.object({
  messages: z.array(z.unknown()).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

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
  const tool = wishes.toolCall === true ? offeredTool(request) : null;
  const chunks = splitContent(tool === null ? content : JSON.stringify({ text: content }), wishes.contentChunks);
  const prompt = promptUse(tokensOf(parsed.data.messages, body['tools']), wishes);
  const said: Said = { model, tool, chunks, prompt, reasoning: wishes.reasoningTokens ?? 0 };
  if (parsed.data.stream !== true) return plain(said);
  if (wishes.usageWithFinish === true) return streamed(said, 'WITH_FINISH');
  return streamed(said, parsed.data.stream_options?.include_usage === true ? 'BEHIND_FINISH' : null);
}

/** What the model says, and what that uses. */
interface Said {
  readonly model: string;
  /** Null for a message. */
  readonly tool: string | null;
  readonly chunks: readonly string[];
  readonly prompt: PromptUse;
  readonly reasoning: number;
}

function plain(said: Said): FormatAnswer {
  const { model, tool, chunks, prompt, reasoning } = said;
  const text = chunks.join('');
  const message = { role: 'assistant', content: tool === null ? text : null, refusal: null, annotations: [] };
  const calls = tool === null ? {} : { tool_calls: [toolCall(tool, text)] };
  const body = {
    ...envelope(model, 'chat.completion'),
    choices: [{ index: 0, message: { ...message, ...calls }, logprobs: null, finish_reason: finishReason(tool) }],
    usage: usageOf(said),
  };
  return jsonAnswer(200, openAiHeaders(), body, useOfOne(prompt, chunks.length, reasoning));
}

function toolCall(name: string, text: string) {
  return { id: 'call_simulated', type: 'function', function: { name, arguments: text } };
}

function finishReason(tool: string | null): string {
  return tool === null ? 'stop' : 'tool_calls';
}

/**
 * If the usage is asked for, every chunk has that field, null except in the last, which has no choice; otherwise none has, or
 * the one that finishes.
 */
function streamed(said: Said, usageAt: 'WITH_FINISH' | 'BEHIND_FINISH' | null): FormatAnswer {
  const { model, tool, chunks, prompt, reasoning } = said;
  const head = envelope(model, 'chat.completion.chunk');
  const noUsage = usageAt === 'BEHIND_FINISH' ? { usage: null } : {};
  const chunk = (delta: object, reason: string | null, usage: object = noUsage) =>
    event({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }], ...usage });
  const opening =
    tool === null ? { content: '' } : { content: null, tool_calls: [{ index: 0, ...toolCall(tool, '') }] };
  const deltaOf = (text: string) =>
    tool === null ? { content: text } : { tool_calls: [{ index: 0, function: { arguments: text } }] };
  const usage = { usage: usageOf(said) };
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...openAiHeaders() },
    pieces: [
      chunk({ role: 'assistant', ...opening, refusal: null }, null),
      ...chunks.map((text) => chunk(deltaOf(text), null)),
      chunk({}, finishReason(tool), usageAt === 'WITH_FINISH' ? usage : noUsage),
      ...(usageAt === 'BEHIND_FINISH' ? [event({ ...head, choices: [], ...usage })] : []),
      Buffer.from('data: [DONE]\n\n'),
    ],
    isStream: true,
    use: {
      prompt,
      reasoning,
      outputAfter: [0, ...chunks.map((_chunk, index) => index + 1)],
      // Behind the role and the chunks comes the finish.
      usagePiece: usageAt === null ? null : chunks.length + (usageAt === 'WITH_FINISH' ? 1 : 2),
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

/** Counts the answer's chunks as tokens. */
function usageOf({ chunks, prompt, reasoning }: Said) {
  const [promptTokens, completionTokens] = [totalPrompt(prompt), chunks.length + reasoning];
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { ...cacheDetails(prompt), audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
