import type { VendorError } from '@switchyard/routing';
import { firstElement } from './first-element';

/**
 * Reads a vendor's error: wrapped in `error` (most vendors), in `response.error` (OpenAI's `response.failed`), in
 * `x_groq.error`, in an array of one element (Gemini), or not at all (Mistral's; `detail` of others). The reader takes all
 * forms for every profile: servers behind one profile differ, and an error of one may be passed on by another.
 *
 * @param json the parsed body or event; undefined if it is not JSON
 * @param status of the response; null to take it from the error itself, as in a stream
 */
export function readVendorError(json: unknown, status: number | null): VendorError {
  const whole = firstElement(json);
  const error = wrappedError(whole) ?? whole;
  if (typeof error === 'string') return errorOf(status, [...codesOf(whole), ...codeInText(error)], error, null);
  const codes = [...codesOf(error), member(member(error, 'innererror'), 'code'), ...detailsOf(error)];
  const places = [
    member(error, 'message'),
    member(whole, 'detail'),
    member(whole, 'message'),
    member(whole, 'Message'),
  ];
  return errorOf(status, codes, places.find(isText) ?? '', retryDelayMs(error));
}

function errorOf(
  status: number | null,
  values: readonly unknown[],
  message: string,
  retryAfterMs: number | null,
): VendorError {
  const codes = [...new Set(values.filter(isCode).map(String))];
  return { status: status ?? statusNamed(codes), codes, message, retryAfterMs };
}

function wrappedError(whole: unknown): unknown {
  return (
    member(whole, 'error') ?? member(member(whole, 'response'), 'error') ?? member(member(whole, 'x_groq'), 'error')
  );
}

const CODE_MEMBERS = ['code', 'type', 'status', 'reason', 'error_type'];

function codesOf(error: unknown): unknown[] {
  return CODE_MEMBERS.map((name) => member(error, name));
}

/** An error that is a text may be a code (Groq's "over_capacity") or a message (xAI's, Ollama's), which may quote anything. */
function codeInText(text: string): string[] {
  return /\s/.test(text) ? [] : [text];
}

/** Anthropic's `details.error_code`; the reasons in Google's lists, and the names of violated quotas. */
function detailsOf(error: unknown): unknown[] {
  const details = member(error, 'details');
  return [
    Array.isArray(details) ? null : member(details, 'error_code'),
    ...listOf(details).flatMap((detail) => [
      member(detail, 'reason'),
      member(member(detail, 'metadata'), 'quota_limit'),
      member(member(detail, 'metadata'), 'quota_metric'),
      ...listOf(member(detail, 'violations')).flatMap((each) => [member(each, 'quotaId'), member(each, 'quotaMetric')]),
    ]),
    ...listOf(member(error, 'errors')).map((each) => member(each, 'reason')),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

const STATUS_LEAST = 400;
const STATUS_MOST = 599;

/** The HTTP statuses of error types, for errors in streams, whose own status is 200. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  badrequesterror: 400,
  invalid_argument: 400,
  failed_precondition: 400,
  authentication: 401,
  authentication_error: 401,
  authenticationerror: 401,
  unauthenticated: 401,
  unauthorized: 401,
  billing_error: 402,
  payment_required: 402,
  // The request does not fit where the project's data may be.
  data_residency_mismatch: 403,
  permission_error: 403,
  permission_denied_error: 403,
  permissiondeniederror: 403,
  permission_denied: 403,
  forbidden: 403,
  not_found_error: 404,
  notfounderror: 404,
  not_found: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  insufficient_quota: 429,
  resource_exhausted: 429,
  internal: 500,
  internal_error: 500,
  server_error: 500,
  api_error: 500,
  internalservererror: 500,
  unavailable: 503,
  service_unavailable_error: 503,
  server_is_overloaded: 503,
  timeout_error: 504,
  deadline_exceeded: 504,
  overloaded_error: 529,
};
/** The vendor's own failure: OpenAI's `image_generation_server_error` and the like. */
const SERVER_ERROR = /_server_error$/i;
const INTERNAL_SERVER_ERROR = 500;

/** The status that an error names: as a number (vLLM, Google), in digits (Azure), or by its type. */
function statusNamed(codes: readonly string[]): number | null {
  for (const code of codes) {
    const number = /^\d{3}$/.test(code) ? Number(code) : 0;
    if (number >= STATUS_LEAST && number <= STATUS_MOST) return number;
  }
  for (const code of codes) {
    const type = code.toLowerCase();
    if (Object.hasOwn(STATUS_OF_TYPE, type)) return STATUS_OF_TYPE[type] ?? null;
    if (SERVER_ERROR.test(type)) return INTERNAL_SERVER_ERROR;
  }
  return null;
}

/** `RetryInfo.retryDelay`, a duration such as "45.57s": Gemini sends no Retry-After. */
function retryDelayMs(error: unknown): number | null {
  const delays = listOf(member(error, 'details'))
    .map((detail) => member(detail, 'retryDelay'))
    .filter(isText);
  const delay = delays.find((each) => /^\d{1,9}(\.\d{1,9})?s$/.test(each));
  return delay === undefined ? null : Math.ceil(Number.parseFloat(delay) * 1_000);
}

function isCode(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name] ?? undefined;
}
