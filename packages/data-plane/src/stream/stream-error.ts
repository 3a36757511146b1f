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
  'request_too_large',
]);
/** OpenAI's codes for images that it does not take (API reference, "The response object", `error.code`). */
const ABOUT_AN_IMAGE = /(^|_)image(_|$)|content_policy_violation$/;

/**
 * The words in which the data of an error event tells what the error is: its code, type and status, whichever it has.
 * The error may be wrapped in `error`, as most vendors do it, in `response.error` (OpenAI's `response.failed`), or not
 * at all (Mistral's).
 */
export function streamErrorWords(json: unknown): string[] {
  const error = member(json, 'error') ?? member(member(json, 'response'), 'error') ?? json;
  return [member(error, 'code'), member(error, 'type'), member(error, 'status')].flatMap((word) =>
    typeof word === 'string' || typeof word === 'number' ? String(word) : [],
  );
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
