import type { ReceivedRequest } from '../received-request';
import { type Format, type FormatAnswer, jsonAnswer, useOfOne, type Wishes } from './format';
import { splitContent, tokensOf } from './simulated-text';

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
  const promptTokens = tokensOf(body['contents']);
  const verb = OPERATION.exec(request.pathname)?.[2];
  if (verb === 'countTokens') return jsonAnswer(200, {}, { totalTokens: promptTokens });
  const embedding = { values: [0.25, -0.5, 1] };
  if (verb === 'embedContent') return jsonAnswer(200, {}, { embedding });
  if (verb === 'batchEmbedContents') return batch(body, model, embedding);
  const content = wishes.content ?? `This is a simulated answer of the model ${model ?? ''}.`;
  const chunks = verb === 'streamGenerateContent' ? splitContent(content, wishes.contentChunks) : [content];
  // Each response of a stream has the counts of all so far.
  const outputAfter = chunks.map((_text, index) => tokensOf(chunks.slice(0, index + 1).join('')));
  const responses = chunks.map((text, index) =>
    response(model, text, promptTokens, outputAfter[index] ?? 0, index + 1 === chunks.length),
  );
  const use = useOfOne(promptTokens, outputAfter.at(-1) ?? 0);
  if (verb === 'generateContent') return jsonAnswer(200, {}, responses[0], use);
  // Without alt=sse, a stream is a JSON array.
  if (!/[?&]alt=sse(&|$)/.test(request.path)) return jsonAnswer(200, {}, responses, use);
  return { ...streamed(responses), use: { input: promptTokens, outputAfter, usagePiece: chunks.length - 1 } };
}

/** The vendor requires the path's model in each of the requests too. */
function batch(body: Record<string, unknown>, model: string | null, embedding: object): FormatAnswer {
  const requests = Array.isArray(body['requests']) ? (body['requests'] as { model?: unknown }[]) : [];
  const isSame = requests.every((each) => each.model === `models/${model ?? ''}`);
  if (!isSame) return geminiError(400, 'BatchEmbedContentsRequest.model must match its requests.');
  return jsonAnswer(200, {}, { embeddings: requests.map(() => embedding) });
}

function response(
  model: string | null,
  text: string,
  promptTokens: number,
  candidatesTokenCount: number,
  isLast: boolean,
) {
  return {
    candidates: [
      { index: 0, content: { role: 'model', parts: [{ text }] }, ...(isLast ? { finishReason: 'STOP' } : {}) },
    ],
    usageMetadata: {
      promptTokenCount: promptTokens,
      candidatesTokenCount,
      totalTokenCount: promptTokens + candidatesTokenCount,
    },
    modelVersion: model,
    responseId: 'simulated',
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
