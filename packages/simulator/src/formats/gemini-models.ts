import type { ReceivedRequest } from '../received-request';
import { type PromptUse, totalPrompt } from '../simulated-use';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { offeredTool } from './offered-tool';
import { promptUse, splitContent, tokensOf } from './simulated-text';

const OPERATION =
  /\/models\/([^/]+):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;

/** Gemini's operations on models (https://ai.google.dev/api/generate-content), plain and streamed as events. */
export const geminiModels: Format = {
  recognises: ({ method, pathname }) => method === 'POST' && OPERATION.test(pathname),
  modelOf: ({ pathname }) => decode(OPERATION.exec(pathname)?.[1] ?? ''),
  answer,
  error: geminiError,
  // The vendor sends errors outside the framing of events: https://ai.google.dev/gemini-api/docs/troubleshooting
  errorEvent: () => Buffer.from(`${JSON.stringify(errorBody(503), null, 2)}\n`),
};

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The names of gRPC's statuses. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function answer(request: ReceivedRequest, model: string | null, wishes: Wishes): FormatAnswer {
  const body = request.json;
  if (body === null) return geminiError(400, 'Invalid JSON payload received.');
  const prompt = promptUse(tokensOf(body['contents'], body['tools']), wishes);
  const verb = OPERATION.exec(request.pathname)?.[2];
  if (verb === 'countTokens') return jsonAnswer(200, {}, { totalTokens: totalPrompt(prompt) });
  const embedding = { values: [0.25, -0.5, 1] };
  if (verb === 'embedContent') return jsonAnswer(200, {}, { embedding });
  if (verb === 'batchEmbedContents') return batch(body, model, embedding);
  const content = wishes.content ?? `This is a simulated answer of the model ${model ?? ''}.`;
  const tool = wishes.toolCall === true ? offeredTool(request) : null;
  // A call comes whole.
  const isSplit = verb === 'streamGenerateContent' && tool === null;
  const chunks = isSplit ? splitContent(content, wishes.contentChunks) : [content];
  // Each response of a stream has the counts of all so far.
  const outputAfter = chunks.map((_text, index) => tokensOf(chunks.slice(0, index + 1).join('')));
  const reasoning = wishes.reasoningTokens ?? 0;
  const responses = chunks.map((text, index) =>
    response({
      ...{ model, prompt, reasoning, output: outputAfter[index] ?? 0, isLast: index + 1 === chunks.length },
      part: tool === null ? { text } : { functionCall: { name: tool, args: { text } } },
    }),
  );
  const use = useOfOne(prompt, outputAfter.at(-1) ?? 0, reasoning);
  if (verb === 'generateContent') return jsonAnswer(200, {}, responses[0], use);
  const inStream = { prompt, reasoning, outputAfter, usagePiece: chunks.length - 1 };
  // Without alt=sse, a stream is a JSON array.
  if (/[?&]alt=sse(&|$)/.test(request.path)) return { ...streamed(responses), use: inStream };
  return { ...arrayOf(responses), use: inStream };
}

/** The vendor requires the path's model in each of the requests too. */
function batch(body: Record<string, unknown>, model: string | null, embedding: object): FormatAnswer {
  const requests = Array.isArray(body['requests']) ? (body['requests'] as { model?: unknown }[]) : [];
  const isSame = requests.every((each) => each.model === `models/${model ?? ''}`);
  if (!isSame) return geminiError(400, 'BatchEmbedContentsRequest.model must match its requests.');
  return jsonAnswer(200, {}, { embeddings: requests.map(() => embedding) });
}

interface Said {
  readonly model: string | null;
  readonly part: object;
  readonly prompt: PromptUse;
  readonly reasoning: number;
  /** So far. */
  readonly output: number;
  readonly isLast: boolean;
}

/** The prompt's tokens include those of the cache; the candidates' lack those of thoughts. Zeros are omitted. */
function response({ model, part, prompt, reasoning, output, isLast }: Said) {
  return {
    candidates: [{ index: 0, content: { role: 'model', parts: [part] }, ...(isLast ? { finishReason: 'STOP' } : {}) }],
    usageMetadata: {
      promptTokenCount: totalPrompt(prompt),
      candidatesTokenCount: output,
      ...(prompt.cacheRead > 0 ? { cachedContentTokenCount: prompt.cacheRead } : {}),
      ...(reasoning > 0 ? { thoughtsTokenCount: reasoning } : {}),
      totalTokenCount: totalPrompt(prompt) + output + reasoning,
    },
    modelVersion: model,
    responseId: 'simulated',
  };
}

/** The elements of one array, each sent by itself. */
function arrayOf(responses: readonly object[]): FormatAnswer {
  const piece = (each: object, index: number) =>
    Buffer.from(`${index === 0 ? '[' : ',\n'}${JSON.stringify(each)}${index + 1 === responses.length ? ']' : ''}`);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    pieces: responses.map(piece),
    isStream: true,
  };
}

function streamed(responses: readonly object[]): FormatAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    pieces: responses.map((each) => Buffer.from(`data: ${JSON.stringify(each)}\r\n\r\n`)),
    isStream: true,
  };
}

function errorBody(status: number, text?: string) {
  // Only the wording identifies an unknown model.
  const unknown = 'models/simulated is not found for API version v1beta, or is not supported for generateContent.';
  const usual = status === 404 ? unknown : `This is a simulated error with status ${status}.`;
  return { error: { code: status, message: text ?? usual, status: STATUS_NAMES[status] ?? 'UNKNOWN' } };
}

function geminiError(status: number, text?: string): FormatAnswer {
  return jsonAnswer(status, {}, errorBody(status, text));
}
