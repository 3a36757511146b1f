import { MODEL_IN_PATH, type ProviderProfile } from '@switchyard/contract';
import { z } from 'zod';
import type { GatewayError } from './gateway-error';
import { parseBody, distinctTexts, type ModelListing, type ProviderFormat } from './provider-format';

/** gRPC status names by HTTP status. Source: google/rpc/code.proto in googleapis/googleapis */
const STATUS_NAME: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  426: 'UNIMPLEMENTED',
  429: 'RESOURCE_EXHAUSTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

const DETAIL = 'type.googleapis.com/google.rpc.';

/** Source: https://ai.google.dev/gemini-api/docs/troubleshooting; google/rpc/error_details.proto */
function geminiErrorBody({ code, status, message, retryAfterSeconds }: GatewayError): string {
  const details: object[] = [{ '@type': `${DETAIL}ErrorInfo`, reason: code.toUpperCase(), domain: 'switchyard' }];
  if (retryAfterSeconds !== null) {
    details.push({ '@type': `${DETAIL}RetryInfo`, retryDelay: `${retryAfterSeconds}s` });
  }
  return JSON.stringify({ error: { code: status, message, status: STATUS_NAME[status] ?? 'UNKNOWN', details } });
}

const errorSchema = z.object({
  error: z.object({
    message: z.string().catch(''),
    status: z.string().catch(''),
    details: z.array(z.looseObject({})).catch([]),
  }),
});

/** Without `alt=sse` a stream is an array, and an error is its only element. */
function readError(body: Buffer) {
  const parsed = parseBody(body);
  return errorSchema.safeParse(Array.isArray(parsed) ? parsed[0] : parsed).data?.error ?? null;
}

/** "models/x is not found for API version v1beta, or is not supported for generateContent." */
const UNKNOWN_MODEL = /\bis not found for API version\b/;

function geminiErrorCodes(body: Buffer): string[] {
  const error = readError(body);
  if (error === null) return [];
  const isUnknownModel = error.status === 'NOT_FOUND' && UNKNOWN_MODEL.test(error.message);
  return distinctTexts(
    ...error.details.map((detail) => detail['reason']),
    error.status,
    isUnknownModel ? 'model_not_found' : null,
  );
}

/** `RetryInfo.retryDelay`, a duration such as "45.57s": the vendor sends no Retry-After. */
function geminiRetryAfterMs(body: Buffer): number | null {
  const delays = (readError(body)?.details ?? []).map((detail) => detail['retryDelay']);
  const delay = delays.find((each): each is string => typeof each === 'string' && /^\d{1,9}(\.\d{1,9})?s$/.test(each));
  return delay === undefined ? null : Math.ceil(Number.parseFloat(delay) * 1_000);
}

/** Source: https://ai.google.dev/api/models */
function geminiModel(name: string, verbs: readonly string[]) {
  return { name: `models/${name}`, baseModelId: name, displayName: name, supportedGenerationMethods: verbs };
}

/** The operations that the profile routes for a model: `generateContent` and the like. */
function verbsOf({ routedOperations, modelListPath }: ProviderProfile): string[] {
  const places = (modelListPath ?? '').split(' ').map((listPath) => `${listPath}/${MODEL_IN_PATH}:`);
  const verbs = routedOperations.map(({ path }) => {
    const before = places.find((place) => path.startsWith(place));
    return before === undefined ? '' : path.slice(before.length);
  });
  return distinctTexts(...verbs);
}

export const geminiFormat: ProviderFormat = {
  requestIdHeader: null,
  errorBody: geminiErrorBody,
  errorCodes: geminiErrorCodes,
  retryAfterMs: geminiRetryAfterMs,
  // All models are on one page, whatever the requested size, so there is no token for the next one.
  modelList: ({ names, profile }: ModelListing) => {
    const verbs = verbsOf(profile);
    return JSON.stringify({ models: names.map((name) => geminiModel(name, verbs)) });
  },
  model: (name, { profile }) => JSON.stringify(geminiModel(name, verbsOf(profile))),
};
