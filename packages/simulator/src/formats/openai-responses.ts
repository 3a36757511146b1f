import { randomUUID } from 'node:crypto';
import type { ReceivedRequest } from '../received-request';
import { totalPrompt } from '../simulated-use';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { offeredTool } from './offered-tool';
import { openAiError, openAiErrorEvent, openAiHeaders } from './openai-error';
import { cacheDetails, promptUse, splitContent, tokensOf } from './simulated-text';

/** OpenAI's responses (API reference, "Create a model response"), plain and streamed. */
export const openAiResponses: Format = {
  recognises: ({ method, pathname }) => method === 'POST' && pathname.endsWith('/responses'),
  modelOf: (request) => request.modelInBody,
  answer,
  error: openAiError,
  errorEvent: openAiErrorEvent,
};

function answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer {
  const body = request.json;
  if (body === null) return openAiError(400, { message: 'The body must be a JSON object.' });
  if (model === null) return openAiError(400, { message: '"model" must be a string.', param: 'model' });
  const content = wishes.content ?? `This is a simulated answer of the model ${model}.`;
  const tool = wishes.toolCall === true ? offeredTool(request) : null;
  const chunks = splitContent(tool === null ? content : JSON.stringify({ text: content }), wishes.contentChunks);
  const prompt = promptUse(tokensOf(body['input'], body['tools']), wishes);
  const { reasoningTokens: reasoning = 0 } = wishes;
  const usage = {
    input_tokens: totalPrompt(prompt),
    input_tokens_details: cacheDetails(prompt),
    output_tokens: chunks.length + reasoning,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: totalPrompt(prompt) + chunks.length + reasoning,
  };
  const whole = response(model, 'completed', [outputItem(tool, chunks.join(''), 'completed')], usage);
  if (body['stream'] !== true) {
    return jsonAnswer(200, openAiHeaders(), whole, useOfOne(prompt, chunks.length, reasoning));
  }
  const opening = openingEvents(model, tool);
  const closing = closingEvents(tool, chunks.join(''), whole);
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...openAiHeaders() },
    pieces: [...opening, ...chunks.map((delta) => deltaEvent(tool, delta)), ...closing],
    isStream: true,
    use: {
      prompt,
      reasoning,
      outputAfter: [...opening.map(() => 0), ...chunks.map((_chunk, index) => index + 1)],
      usagePiece: opening.length + chunks.length + closing.length - 1,
    },
  };
}

function response(model: string, status: string, output: readonly object[], usage: object | null) {
  return {
    id: `resp_${randomUUID().replaceAll('-', '')}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1_000),
    status,
    error: null,
    model,
    output,
    service_tier: 'default',
    usage,
  };
}

/** @param tool null for a message */
function outputItem(tool: string | null, text: string, status: string) {
  return tool === null
    ? { id: 'msg_simulated', type: 'message', role: 'assistant', status, content: text === '' ? [] : [part(text)] }
    : { id: 'fc_simulated', type: 'function_call', call_id: 'call_simulated', name: tool, arguments: text, status };
}

function part(text: string) {
  return { type: 'output_text', text, annotations: [] };
}

function openingEvents(model: string, tool: string | null): Buffer[] {
  const begun = response(model, 'in_progress', [], null);
  const events = [
    event('response.created', { response: begun }),
    event('response.in_progress', { response: begun }),
    event('response.output_item.added', { output_index: 0, item: outputItem(tool, '', 'in_progress') }),
  ];
  return tool === null ? [...events, event('response.content_part.added', { ...PLACE, part: part('') })] : events;
}

const PLACE = { item_id: 'msg_simulated', output_index: 0, content_index: 0 };
const CALL_PLACE = { item_id: 'fc_simulated', output_index: 0 };

function deltaEvent(tool: string | null, delta: string): Buffer {
  return tool === null
    ? event('response.output_text.delta', { ...PLACE, delta })
    : event('response.function_call_arguments.delta', { ...CALL_PLACE, delta });
}

function closingEvents(tool: string | null, text: string, whole: object): Buffer[] {
  const done =
    tool === null
      ? [
          event('response.output_text.done', { ...PLACE, text }),
          event('response.content_part.done', { ...PLACE, part: part(text) }),
        ]
      : [event('response.function_call_arguments.done', { ...CALL_PLACE, arguments: text })];
  return [
    ...done,
    event('response.output_item.done', { output_index: 0, item: outputItem(tool, text, 'completed') }),
    event('response.completed', { response: whole }),
  ];
}

function event(type: string, data: object): Buffer {
  return Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
}
