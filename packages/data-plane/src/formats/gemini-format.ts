import { MODEL_IN_PATH, type ProviderProfile } from '@switchyard/contract';
import type { GatewayError } from './gateway-error';
import type { ProviderFormat } from './provider-format';

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
  return [...new Set(verbs.filter((verb) => verb !== ''))];
}

export const geminiFormat: ProviderFormat = {
  requestIdHeader: null,
  errorBody: geminiErrorBody,
  // All models are on one page, whatever the requested size, so there is no token for the next one.
  modelList: (models, profile) => {
    const verbs = verbsOf(profile);
    return JSON.stringify({ models: models.map(({ name }) => geminiModel(name, verbs)) });
  },
  model: ({ name }, profile) => JSON.stringify(geminiModel(name, verbsOf(profile))),
};
