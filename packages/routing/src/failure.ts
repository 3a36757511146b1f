import type { ProviderProfile } from '@switchyard/contract';
import type { RoutablePolicy } from './routable-policy';

/** What an attempt failed of; the names are those of the GraphQL enum `SuspensionCause`. */
export type FailureCause =
  'FAILURE_STATUS' | 'UNREACHABLE' | 'TIMEOUT' | 'STREAM_FAILED' | 'CREDENTIAL_REJECTED' | 'MODEL_NOT_FOUND';

/** That an attempt failed: the next target is asked. */
export interface Failure {
  readonly cause: FailureCause;
  /** Whether the target is taken out of rotation for it. */
  readonly suspends: boolean;
}

const NOT_FOUND = 404;

/** Whether a status says that the vendor refused the endpoint's credential: its words must not reach a consumer. */
export function isCredentialRejection(status: number): boolean {
  return status === 401 || status === 403;
}

/**
 * Whether `judgeStatus` needs the error code of the response's body for this status. Where it does not, the body need
 * not be read.
 */
export function isErrorCodeNeeded(policy: RoutablePolicy, profile: ProviderProfile, status: number): boolean {
  return status === NOT_FOUND && policy.isFailureStatus(status) && profile.modelNotFoundCodes.length > 0;
}

/**
 * Judges the status of an upstream's response by the policy's failure statuses; null where it is no failure.
 *
 * A 404 suspends only where the profile knows its code as "model not found": any other one may come from a path that
 * the target does not serve, which says nothing of the target.
 *
 * @param errorCode the error code in the response's body; null where there is none or it was not read
 */
export function judgeStatus(
  policy: RoutablePolicy,
  profile: ProviderProfile,
  status: number,
  errorCode: string | null,
): Failure | null {
  if (!policy.isFailureStatus(status)) return null;
  if (isCredentialRejection(status)) return failureOf(policy, 'CREDENTIAL_REJECTED');
  if (status !== NOT_FOUND) return failureOf(policy, 'FAILURE_STATUS');
  return errorCode !== null && profile.modelNotFoundCodes.includes(errorCode)
    ? failureOf(policy, 'MODEL_NOT_FOUND')
    : { cause: 'FAILURE_STATUS', suspends: false };
}

/** The failure of an attempt that suspends its target wherever the policy suspends at all. */
export function failureOf(policy: RoutablePolicy, cause: FailureCause): Failure {
  return { cause, suspends: policy.suspendDurationMs > 0 };
}
