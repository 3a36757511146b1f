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
  if (typeof error === 'string') return errorOf(status, [error], error, null);
  const codes = [
    ...['code', 'type', 'status', 'reason'].map((name) => member(error, name)),
    member(member(error, 'innererror'), 'code'),
    ...detailsOf(error),
  ].filter(isCode);
  const message = [member(error, 'message'), member(whole, 'detail'), member(whole, 'message')].find(isText) ?? '';
  return errorOf(status, [...new Set(codes.map(String))], message, retryDelayMs(error));
}

function errorOf(
  status: number | null,
  codes: readonly string[],
  message: string,
  retryAfterMs: number | null,
): VendorError {
  const actual = status ?? statusNamed(codes);
  const isWaitMeant = actual !== null && WAITING_STATUSES.has(actual);
  return { status: actual, codes, message, retryAfterMs: retryAfterMs ?? (isWaitMeant ? waitInText(message) : null) };
}

function wrappedError(whole: unknown): unknown {
  return (
    member(whole, 'error') ?? member(member(whole, 'response'), 'error') ?? member(member(whole, 'x_groq'), 'error')
  );
}

/** Anthropic's `details.error_code`; Google's list with `reason`, and the ids of violated quotas. */
function detailsOf(error: unknown): unknown[] {
  const details = member(error, 'details');
  if (!Array.isArray(details)) return [member(details, 'error_code')];
  return (details as unknown[]).flatMap((detail) => {
    const violations = member(detail, 'violations');
    const quotas = Array.isArray(violations) ? (violations as unknown[]).map((each) => member(each, 'quotaId')) : [];
    return [member(detail, 'reason'), ...quotas];
  });
}

/** Other errors may quote a wait that a consumer wrote. */
const WAITING_STATUSES: ReadonlySet<number> = new Set([429, 503, 529]);
const STATUS_LEAST = 400;
const STATUS_MOST = 599;

/** The HTTP statuses of error types, for errors in streams, whose own status is 200. */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  badrequesterror: 400,
  invalid_argument: 400,
  failed_precondition: 400,
  authentication_error: 401,
  authenticationerror: 401,
  unauthenticated: 401,
  unauthorized: 401,
  billing_error: 402,
  permission_error: 403,
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
  server_error: 500,
  api_error: 500,
  internalservererror: 500,
  unavailable: 503,
  server_is_overloaded: 503,
  overloaded_error: 529,
};

/** The status that an error names: as a number (vLLM, Google), in digits (Azure), or by its type. */
function statusNamed(codes: readonly string[]): number | null {
  for (const code of codes) {
    const number = /^\d{3}$/.test(code) ? Number(code) : 0;
    if (number >= STATUS_LEAST && number <= STATUS_MOST) return number;
  }
  for (const code of codes) {
    const status = STATUS_OF_TYPE[code.toLowerCase()];
    if (status !== undefined) return status;
  }
  return null;
}

/** `RetryInfo.retryDelay`, a duration such as "45.57s": Gemini sends no Retry-After. */
function retryDelayMs(error: unknown): number | null {
  const details = member(error, 'details');
  if (!Array.isArray(details)) return null;
  const delays = (details as unknown[]).map((detail) => member(detail, 'retryDelay')).filter(isText);
  const delay = delays.find((each) => /^\d{1,9}(\.\d{1,9})?s$/.test(each));
  return delay === undefined ? null : Math.ceil(Number.parseFloat(delay) * 1_000);
}

const WAIT =
  /\b(?:try again|retry) (?:in|after) (?:(\d{1,4})h)?(?:(\d{1,5})m(?!s))?(?:(\d{1,9}(?:\.\d{1,9})?) ?(ms|s))?/i;

/** "Please try again in 1m2.5s" (OpenAI, Groq), "Please retry in 45.57s" (Gemini), "retry after 10 seconds" (Azure). */
function waitInText(message: string): number | null {
  const [, hours, minutes, amount, unit] = WAIT.exec(message) ?? [];
  if (hours === undefined && minutes === undefined && amount === undefined) return null;
  const rest = Number(amount ?? 0) * (unit?.toLowerCase() === 'ms' ? 1 : 1_000);
  return Math.ceil(Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + rest);
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
