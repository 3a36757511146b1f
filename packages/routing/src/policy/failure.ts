import type { ProviderProfile } from '@switchyard/contract';
import type { RoutablePolicy } from './routable-policy';

/** Why an attempt failed; the names are those of the GraphQL enum `SuspensionCause`. */
export type FailureCause =
  'FAILURE_STATUS' | 'UNREACHABLE' | 'TIMEOUT' | 'STREAM_FAILED' | 'CREDENTIAL_REJECTED' | 'MODEL_NOT_FOUND';

/** A failed attempt: the next target is tried. */
export interface Failure {
  readonly cause: FailureCause;
  /** Whether it takes the target out of rotation. */
  readonly suspends: boolean;
}

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONTENT_TOO_LARGE = 413;
const TOO_MANY_REQUESTS = 429;

/** The code for a request that alone exceeds the account's limit: Anthropic's, used here for every vendor. */
export const REQUEST_TOO_LARGE = 'request_too_large';
const RATE_LIMIT_EXCEEDED = 'rate_limit_exceeded';

/**
 * Whether an error's message says that the request alone exceeds the account's limit. OpenAI uses the code of an
 * ordinary rate limit, although waiting does not help: "Request too large for … on tokens per min (TPM)".
 */
export function saysRequestTooLarge(message: unknown): boolean {
  return typeof message === 'string' && /\brequest too large\b/i.test(message);
}

const includesOne = (known: readonly string[], codes: readonly string[]) => codes.some((code) => known.includes(code));

/**
 * Whether a response says that the vendor rejected the endpoint's credential: its text must not reach a consumer. Most
 * vendors send 401 or 403; Gemini sends a code in a 400.
 *
 * @param errorCodes the codes of the error in the response body
 */
export function isCredentialRejection(
  { credentialRejectedCodes }: ProviderProfile,
  status: number,
  errorCodes: readonly string[],
): boolean {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return true;
  return isRequestError(status) && includesOne(credentialRejectedCodes, errorCodes);
}

/** Whether a response with this status can only be judged by the error codes in its body. */
export function isErrorCodeNeeded(
  { credentialRejectedCodes, modelNotFoundCodes }: ProviderProfile,
  status: number,
): boolean {
  if (status === UNAUTHORIZED || status === FORBIDDEN) return true;
  const canNameModel = status === NOT_FOUND || status === BAD_REQUEST;
  return (
    (isRequestError(status) && credentialRejectedCodes.length > 0) || (canNameModel && modelNotFoundCodes.length > 0)
  );
}

function isRequestError(status: number): boolean {
  return status >= 400 && status < 500;
}

/**
 * Judges an upstream's response by the policy's failure statuses; null if it is not a failure.
 *
 * A code in a 400 is judged by its meaning: a rejected credential like a 401, an unknown model like a 404. A 404
 * suspends only if the profile lists its code as "model not found": any other may be due to a path that the target does
 * not serve, which says nothing about the target's health. A request that alone exceeds the limit does not suspend
 * either: another account may have a higher limit, but this target can still serve other requests.
 *
 * @param errorCodes the codes of the error in the response body
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
  const isTargetAtFault = status !== NOT_FOUND && !isRequestTooLarge(status, errorCodes);
  return isTargetAtFault ? failureOf(policy, 'FAILURE_STATUS') : { cause: 'FAILURE_STATUS', suspends: false };
}

/** Groq sends a 413 with the code of a rate limit; OpenAI says it only in the message of a 429. */
function isRequestTooLarge(status: number, errorCodes: readonly string[]): boolean {
  if (status === CONTENT_TOO_LARGE && errorCodes.includes(RATE_LIMIT_EXCEEDED)) return true;
  return (status === CONTENT_TOO_LARGE || status === TOO_MANY_REQUESTS) && errorCodes.includes(REQUEST_TOO_LARGE);
}

/** A failure that suspends its target, unless the policy's suspension is off. */
export function failureOf(policy: RoutablePolicy, cause: FailureCause): Failure {
  return { cause, suspends: policy.suspendDurationMs > 0 };
}
