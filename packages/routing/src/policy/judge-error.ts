import type { ErrorKind, ProviderProfile, SuspensionCause } from '@switchyard/contract';
import { type RecognisedError, recogniseError, type VendorError } from './error-rules';
import { saysPermissionMissing } from './missing-permission';
import { namesOtherModel } from './named-models';
import { RETRY_AFTER_MAX_MS } from './retry-after';
import type { RoutablePolicy } from './routable-policy';
import type { FailureSuspension, SuspensionGrade } from './suspension';
import { waitInText } from './wait-in-text';

/** What a vendor's error means for the request and for its target. */
export interface ErrorJudgement {
  /** Null if the error is not recognised. */
  readonly kind: ErrorKind | null;
  /** Whether the next target is asked. If not, the error is the answer. */
  readonly failsOver: boolean;
  /** Null if the target is not suspended. */
  readonly suspension: FailureSuspension | null;
}

/** The kinds that suspend a target, with the grade if the vendor names no time. */
const GRADES = {
  MODEL_NOT_FOUND: 'SOFT',
  CREDENTIAL_REJECTED: 'HARD',
  ACCOUNT_EXHAUSTED: 'HARD',
  OVERLOADED: 'SOFT',
  RATE_LIMITED: 'SOFT',
} as const satisfies { readonly [K in ErrorKind & SuspensionCause]: SuspensionGrade };

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const TOO_MANY_REQUESTS = 429;
/** The kinds whose errors may say in words how long to wait. */
const WAITING_KINDS: ReadonlySet<SuspensionCause> = new Set(['OVERLOADED', 'RATE_LIMITED']);
/** The kinds of errors that may be about a permission of the operation instead. */
const PERMISSION_KINDS: ReadonlySet<ErrorKind | null> = new Set([null, 'CREDENTIAL_REJECTED', 'REQUEST_INVALID']);

/**
 * Judges an error in a response or in a stream. A recognised kind alone decides; without one the status does, by the
 * policy's failure statuses. An error in a stream that has neither is a failure of the target. A missing permission of
 * the operation counts as a 403 without a kind, whatever the status is.
 *
 * @param policy null if no policy routes the request: there is no next target, and nothing is suspended
 * @param model the one that the vendor was asked for; null if none was
 */
export function judgeError(
  policy: RoutablePolicy | null,
  profile: Pick<ProviderProfile, 'errorRules'>,
  error: VendorError,
  model: string | null,
): ErrorJudgement {
  const recognised = recogniseError(profile, error);
  const kind = recognised?.kind ?? null;
  if (PERMISSION_KINDS.has(kind) && saysPermissionMissing(error, kind === 'CREDENTIAL_REJECTED')) {
    return judgeStatus(policy, error, FORBIDDEN);
  }
  if (recognised === null) return judgeStatus(policy, error, error.status);
  return {
    kind: recognised.kind,
    failsOver: policy?.failoverOn.has(recognised.kind) ?? false,
    suspension: suspensionOfKind(policy, recognised, error, model),
  };
}

function suspensionOfKind(
  policy: RoutablePolicy | null,
  { kind, suspends, isCertain }: RecognisedError,
  error: VendorError,
  model: string | null,
): FailureSuspension | null {
  if (!suspends || !isSuspending(kind) || !maySuspend(policy)) return null;
  if (kind === 'MODEL_NOT_FOUND' && namesOtherModel(error.message, model)) return null;
  if (isCertain) return suspensionOf(policy, kind, GRADES[kind], error);
  // Its words may be a consumer's, so they name no wait.
  return suspensionOf(policy, kind, 'SOFT', { ...error, message: '' });
}

/**
 * A 404 or 403 suspends nobody: it may be due to what the consumer called or sent, which says nothing about the target.
 */
function judgeStatus(policy: RoutablePolicy | null, error: VendorError, status: number | null): ErrorJudgement {
  const failsOver = policy !== null && (status === null || policy.isFailureStatus(status));
  const suspends = failsOver && status !== NOT_FOUND && status !== FORBIDDEN;
  const cause = status === null ? 'STREAM_FAILED' : 'FAILURE_STATUS';
  return { kind: null, failsOver, suspension: suspends ? suspensionOf(policy, cause, 'SOFT', error) : null };
}

function suspensionOf(
  policy: RoutablePolicy | null,
  cause: SuspensionCause,
  grade: SuspensionGrade,
  error: VendorError,
): FailureSuspension | null {
  if (!maySuspend(policy)) return null;
  const waitMs = error.retryAfterMs ?? (mayWait(cause, error) ? waitInText(error.message) : null);
  const retryAfterMs = waitMs === null ? null : Math.min(waitMs, RETRY_AFTER_MAX_MS);
  return { grade: (retryAfterMs ?? 0) > 0 ? 'HARD' : grade, cause, retryAfterMs };
}

function maySuspend(policy: RoutablePolicy | null): boolean {
  return policy !== null && policy.suspendDurationMs > 0;
}

/** Whether an error's words may name a wait: in any other error they are likely a consumer's. */
function mayWait(cause: SuspensionCause, { status }: VendorError): boolean {
  return status === TOO_MANY_REQUESTS || WAITING_KINDS.has(cause);
}

function isSuspending(kind: ErrorKind): kind is keyof typeof GRADES {
  return Object.hasOwn(GRADES, kind);
}
