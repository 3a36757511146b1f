import type { ProviderProfile } from '@switchyard/contract';

/** The vendors' numbers and names for the statuses that are the request's own fault: 400, 405, 413 and 422. */
const STATUSES: ReadonlySet<unknown> = new Set([400, 405, 413, 422, '400', '405', '413', '422', 'INVALID_ARGUMENT']);
const TYPES: ReadonlySet<unknown> = new Set(['invalid_request_error', 'request_too_large', 'BadRequestError']);
/** OpenAI's codes within an event that has no type. */
const CODE = /^(context_length_exceeded|invalid_prompt|bio_policy|(\w+_)?image(_\w+)?|\w*content_policy_violation)$/;

/**
 * Whether an error that a stream reports is the fault of the request, as a 400 is. A stream has status 200 whatever
 * comes of it, and a consumer whose prompts are too long must not put every target out of rotation for all others.
 *
 * @param json the data of the error event
 */
export function isRequestFault(
  json: unknown,
  {
    credentialRejectedCodes,
    modelNotFoundCodes,
  }: Pick<ProviderProfile, 'credentialRejectedCodes' | 'modelNotFoundCodes'>,
): boolean {
  const error = member(json, 'error') ?? member(member(json, 'response'), 'error') ?? json;
  const code = member(error, 'code');
  // OpenAI calls these invalid requests too, and they are the target's fault.
  if (typeof code === 'string' && [...credentialRejectedCodes, ...modelNotFoundCodes].includes(code)) return false;
  if (STATUSES.has(code) || STATUSES.has(member(error, 'status')) || TYPES.has(member(error, 'type'))) return true;
  return typeof code === 'string' && CODE.test(code);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name] ?? undefined;
}
