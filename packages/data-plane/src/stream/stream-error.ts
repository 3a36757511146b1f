import type { WireFormat } from '@switchyard/contract';
import type { StreamEvent } from './stream-event';
import { REQUEST_TOO_LARGE, tellsRequestTooLarge } from '@switchyard/routing';

/** The words by which an error tells what it is: those that a plain answer would have the status 400, 405, 413 or 422 for. */
const REQUEST_FAULTS: ReadonlySet<string> = new Set([
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
 * The words for which a plain answer would have the status 401 or 403, whichever vendor or compatible server stands
 * behind the endpoint: those of vLLM, Azure, Mistral, Anthropic, OpenAI and Google.
 */
const CREDENTIAL_REFUSAL =
  /^(401|403|authentication_?error|permission_?error|permission_?denied.*|invalid_?api_?key|unauthenticated|unauthorized|forbidden)$/i;
/** OpenAI's codes for images that it does not take (API reference, "The response object", `error.code`). */
const ABOUT_AN_IMAGE = /(^|_)image(_|$)|content_policy_violation$/;

/**
 * The words in which the data of an error event tells what the error is: its code, type and status, whichever it has.
 * The error may be wrapped in `error`, as most vendors do it, in `response.error` (OpenAI's `response.failed`), in
 * `x_groq.error`, or not at all (Mistral's). Where it is a mere text (vLLM's `"Unauthorized"`), that is its only word.
 * `request_too_large` is among them where only the error's wording tells that.
 */
export function streamErrorWords(json: unknown): string[] {
  const error = wrappedError(json) ?? json;
  if (typeof error === 'string') return tellsRequestTooLarge(error) ? [error, REQUEST_TOO_LARGE] : [error];
  const words = [member(error, 'code'), member(error, 'type'), member(error, 'status')].flatMap((word) =>
    typeof word === 'string' || typeof word === 'number' ? String(word) : [],
  );
  return tellsRequestTooLarge(member(error, 'message')) ? [...words, REQUEST_TOO_LARGE] : words;
}

function wrappedError(json: unknown): unknown {
  return member(json, 'error') ?? member(member(json, 'response'), 'error') ?? member(member(json, 'x_groq'), 'error');
}

/** OpenAI's types of events that report a failure. */
const ERROR_TYPES: readonly (string | null)[] = ['error', 'response.failed'];

/**
 * Whether an event that reports an error is one that the vendors' SDKs raise an error for. A chunk of an answer that
 * tells of it on the side, such as by its finish reason, they take for a part of the answer like any other.
 */
export function isErrorToSdks(format: WireFormat, { type, json }: StreamEvent): boolean {
  if (ERROR_TYPES.includes(type) || Boolean(member(json, 'error'))) return true;
  // Mistral's have no wrapper, and its SDKs hold each event against what a chunk has to be.
  return format === 'MISTRAL' && Boolean(member(json, 'message'));
}

/**
 * Whether an error that a stream reports refuses the endpoint's credential, as a 401 or 403 does: its message can quote
 * the key.
 *
 * @param rejectedCodes the words that the provider's profile knows besides
 */
export function isCredentialRefusal(words: readonly string[], rejectedCodes: readonly string[]): boolean {
  return words.some((word) => rejectedCodes.includes(word) || CREDENTIAL_REFUSAL.test(word));
}

/**
 * Whether an error that a stream reports is the fault of the request, as a 400 is. A stream has the status 200 whatever
 * comes of it, and a consumer whose prompts are too long must not put every target out of rotation for all others.
 *
 * @param targetFaults words that stand for a fault of the target; OpenAI calls those invalid requests as well
 */
export function isRequestFault(words: readonly string[], targetFaults: readonly string[]): boolean {
  if (words.some((word) => targetFaults.includes(word))) return false;
  return words.some((word) => REQUEST_FAULTS.has(word) || ABOUT_AN_IMAGE.test(word));
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name] ?? undefined;
}
