import type { WireFormat } from '@switchyard/contract';
import type { StreamEvent } from './stream-event';
import { REQUEST_TOO_LARGE, saysRequestTooLarge } from '@switchyard/routing';

/** Error codes that a plain response would send with status 400, 405, 413 or 422. */
const REQUEST_FAULT_CODES: ReadonlySet<string> = new Set([
  '400',
  '405',
  '413',
  '422',
  'BadRequestError',
  'INVALID_ARGUMENT',
  'bio_policy',
  'context_length_exceeded',
  'invalid_prompt',
  'invalid_request_error',
  REQUEST_TOO_LARGE,
]);
/**
 * Error codes that a plain response would send with status 401 or 403, of any vendor or compatible server: vLLM, Azure,
 * Mistral, Anthropic, OpenAI and Google.
 */
const CREDENTIAL_REJECTION_CODE =
  /^(401|403|authentication_?error|permission_?error|permission_?denied.*|invalid_?api_?key|unauthenticated|unauthorized|forbidden)$/i;
/** OpenAI's codes for images that it does not accept (API reference, "The response object", `error.code`). */
const IMAGE_CODE = /(^|_)image(_|$)|content_policy_violation$/;

/**
 * The codes of an error event: its code, type and status, whichever it has. The error may be wrapped in `error`, as
 * with most vendors, in `response.error` (OpenAI's `response.failed`), in `x_groq.error`, or not at all (Mistral's). If
 * it is only a text (vLLM's `"Unauthorized"`), that is its only code. `request_too_large` is included if only the
 * error's message says so.
 */
export function streamErrorCodes(json: unknown): string[] {
  const error = wrappedError(json) ?? json;
  if (typeof error === 'string') return saysRequestTooLarge(error) ? [error, REQUEST_TOO_LARGE] : [error];
  const codes = [member(error, 'code'), member(error, 'type'), member(error, 'status')].flatMap((code) =>
    typeof code === 'string' || typeof code === 'number' ? String(code) : [],
  );
  return saysRequestTooLarge(member(error, 'message')) ? [...codes, REQUEST_TOO_LARGE] : codes;
}

function wrappedError(json: unknown): unknown {
  return member(json, 'error') ?? member(member(json, 'response'), 'error') ?? member(member(json, 'x_groq'), 'error');
}

/** OpenAI's event types that report a failure. */
const ERROR_TYPES: readonly (string | null)[] = ['error', 'response.failed'];

/**
 * Whether the vendors' SDKs raise an error for an event that reports one. They treat a chunk that only mentions an
 * error, such as in its finish reason, like any other part of the answer.
 */
export function isErrorToSdks(format: WireFormat, { type, json }: StreamEvent): boolean {
  if (ERROR_TYPES.includes(type) || Boolean(member(json, 'error'))) return true;
  // Mistral's errors have no wrapper, and its SDKs validate each event as a chunk.
  return format === 'MISTRAL' && Boolean(member(json, 'message'));
}

/**
 * Whether an error in a stream rejects the endpoint's credential, like a 401 or 403: its message can quote the key.
 *
 * @param rejectedCodes further codes from the provider's profile
 */
export function isCredentialRejectionInStream(codes: readonly string[], rejectedCodes: readonly string[]): boolean {
  return codes.some((code) => rejectedCodes.includes(code) || CREDENTIAL_REJECTION_CODE.test(code));
}

/**
 * Whether an error in a stream is the fault of the request, like a 400. A stream has the status 200 whatever happens
 * later, and a consumer whose prompts are too long must not take every target out of rotation for all others.
 *
 * @param targetFaults codes that mean a fault of the target, although OpenAI also types them as invalid requests
 */
export function isRequestFault(codes: readonly string[], targetFaults: readonly string[]): boolean {
  if (codes.some((code) => targetFaults.includes(code))) return false;
  return codes.some((code) => REQUEST_FAULT_CODES.has(code) || IMAGE_CODE.test(code));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name] ?? undefined;
}
