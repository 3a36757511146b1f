import { randomBytes } from 'node:crypto';
import { type FormatAnswer, jsonAnswer } from './format';

/** OpenAI's `error.type` and `error.code` for a status (API reference, "Error codes"). */
const KINDS: Readonly<Record<number, { type: string; code: string | null }>> = {
  400: { type: 'invalid_request_error', code: null },
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  403: { type: 'invalid_request_error', code: 'unsupported_country_region_territory' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  503: { type: 'service_unavailable_error', code: 'server_is_overloaded' },
};

export interface OpenAiErrorDetails {
  message?: string;
  param?: string;
  code?: string;
}

/** The headers that OpenAI sends with every answer. */
export function openAiHeaders(): Record<string, string> {
  return {
    'x-request-id': `req_${randomBytes(16).toString('hex')}`,
    'openai-version': '2020-10-01',
    'openai-processing-ms': '1',
  };
}

function errorBody(status: number, details: OpenAiErrorDetails) {
  const kind = KINDS[status] ?? { type: status < 500 ? 'invalid_request_error' : 'server_error', code: null };
  return {
    error: {
      message: details.message ?? `This is a simulated error with status ${status}.`,
      type: kind.type,
      param: details.param ?? null,
      code: details.code ?? kind.code,
    },
  };
}

export function openAiError(status: number, details: OpenAiErrorDetails = {}): FormatAnswer {
  return jsonAnswer(status, openAiHeaders(), errorBody(status, details));
}

export function openAiErrorEvent(): Buffer {
  return Buffer.from(`data: ${JSON.stringify(errorBody(500, {}))}\n\n`);
}
