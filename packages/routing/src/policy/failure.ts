import type { ProviderProfile } from '@switchyard/contract';
import type { RoutablePolicy } from './routable-policy';

/** Why an attempt failed; the names are those of the GraphQL enum `SuspensionCause`. */
export type FailureCause =
  'FAILURE_STATUS' | 'UNREACHABLE' | 'TIMEOUT' | 'STREAM_FAILED' | 'CREDENTIAL_REJECTED' | 'MODEL_NOT_FOUND';

/** A failed attempt: the next target is asked. */
export interface Failure {
  readonly cause: FailureCause;
  /** Whether the target is taken out of rotation for it. */
  readonly suspends: boolean;
}

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONTENT_TOO_LARGE = 413;
const TOO_MANY_REQUESTS = 429;

/** The word for a request that alone is larger than the account's limit: Anthropic's own, and so for every vendor. */
export const REQUEST_TOO_LARGE = 'request_too_large';
const RATE_LIMIT_EXCEEDED = 'rate_limit_exceeded';

/**
 * Whether an error's message says that the request alone is above the account's limit. OpenAI has the code of an
 * ordinary rate limit for it, although no wait helps: "Request too large for … on tokens per min (TPM)".
 */
export function tellsRequestTooLarge(message: unknown): boolean {
  return typeof message === 'string' && /\brequest too large\b/i.test(message);
}

const includesOne = (known: readonly string[], codes: readonly string[]) => codes.some((code) => known.includes(code));

/**
 * Whether an answer says that the vendor refused the endpoint's credential: its words must not reach a consumer. Most
 * vendors answer 401 or 403; Gemini says it by a code in a 400.
 *
 * @param errorCodes the words by which the error in the answer's body tells what it is
 */
export function isCredentialRejection(
  { credentialRejectedCodes }: ProviderProfile,
  status: number,
  errorCodes: readonly string[],
): boolean {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return true;
  return isRequestError(status) && includesOne(credentialRejectedCodes, errorCodes);
}

/** Whether an answer of this status cannot be judged without the error codes in its body. */
export function isErrorCodeNeeded(
  { credentialRejectedCodes, modelNotFoundCodes }: ProviderProfile,
  status: number,
): boolean {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return true;
  const tellsModel = status === NOT_FOUND || status === BAD_REQUEST;
  return (
    (isRequestError(status) && credentialRejectedCodes.length > 0) || (tellsModel && modelNotFoundCodes.length > 0)
  );
}

function isRequestError(status: number): boolean {
  return status >= 400 && status < 500;
}

/**
 * Judges an upstream's response by the policy's failure statuses; null where it is not a failure.
 *
 * What a vendor says by a code in a 400 is judged as what it is: a refused credential as a 401, and a model that does
 * not exist as a 404. A 404 suspends only where the profile knows its code as "model not found": any other one may come
 * from a path that the target does not serve, which says nothing of the target. Nor does a request that is too large by
 * itself: another account may have a higher limit, but everybody else's requests are still welcome at this one.
 *
 * @param errorCodes the words by which the error in the answer's body tells what it is
 */
export function judgeStatus(
  policy: RoutablePolicy,
  profile: ProviderProfile,
  status: number,
  errorCodes: readonly string[],
): Failure | null {
  const isModelUnknown =
    (status === NOT_FOUND || status === BAD_REQUEST) && includesOne(profile.modelNotFoundCodes, errorCodes);
  const isRejection = isCredentialRejection(profile, status, errorCodes);
  const meant = isRejection && status !== FORBIDDEN ? UNAUTHORIZED : isModelUnknown ? NOT_FOUND : status;
  if (!policy.isFailureStatus(status) && !policy.isFailureStatus(meant)) return null;
  if (isRejection) return failureOf(policy, 'CREDENTIAL_REJECTED');
  if (isModelUnknown) return failureOf(policy, 'MODEL_NOT_FOUND');
  const isTargetToBlame = status !== NOT_FOUND && !isRequestTooLarge(status, errorCodes);
  return isTargetToBlame ? failureOf(policy, 'FAILURE_STATUS') : { cause: 'FAILURE_STATUS', suspends: false };
}

/** Groq says it by a 413 with the code of a rate limit, and OpenAI by the wording of a 429. */
function isRequestTooLarge(status: number, errorCodes: readonly string[]): boolean {
  if (status === CONTENT_TOO_LARGE && errorCodes.includes(RATE_LIMIT_EXCEEDED)) return true;
  return (status === CONTENT_TOO_LARGE || status === TOO_MANY_REQUESTS) && errorCodes.includes(REQUEST_TOO_LARGE);
}

/** The failure of an attempt that suspends its target wherever the policy suspends at all. */
export function failureOf(policy: RoutablePolicy, cause: FailureCause): Failure {
  return { cause, suspends: policy.suspendDurationMs > 0 };
}
