import type { ErrorKind, ProviderProfile, SuspensionCause } from '@switchyard/contract';
import { recogniseError, type VendorError } from './error-rules';
import { RETRY_AFTER_MAX_MS } from './retry-after';
import type { RoutablePolicy } from './routable-policy';
import type { FailureSuspension, SuspensionGrade } from './suspension';

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

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;

/**
 * Judges an error in a response or in a stream. A recognised kind alone decides; without one the status does, by the
 * policy's failure statuses. An error in a stream that has neither is a failure of the target.
 *
 * @param policy null if no policy routes the request: there is no next target, and nothing is suspended
 */
export function judgeError(
  policy: RoutablePolicy | null,
  profile: Pick<ProviderProfile, 'errorRules'>,
  error: VendorError,
): ErrorJudgement {
  const recognised = recogniseError(profile, error);
  if (recognised === null) return judgeStatus(policy, error, error.status);
  const { kind } = recognised;
  if (kind === 'CREDENTIAL_REJECTED' && error.status === UNAUTHORIZED && saysPermissionMissing(error)) {
    return judgeStatus(policy, error, FORBIDDEN);
  }
  const suspends = recognised.suspends && isSuspending(kind);
  return {
    kind,
    failsOver: policy?.failoverOn.has(kind) ?? false,
    suspension: suspends ? suspensionOf(policy, kind, GRADES[kind], error) : null,
  };
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
  if (policy === null || policy.suspendDurationMs === 0) return null;
  const retryAfterMs = error.retryAfterMs === null ? null : Math.min(error.retryAfterMs, RETRY_AFTER_MAX_MS);
  return { grade: (retryAfterMs ?? 0) > 0 ? 'HARD' : grade, cause, retryAfterMs };
}

function isSuspending(kind: ErrorKind): kind is keyof typeof GRADES {
  return Object.hasOwn(GRADES, kind);
}

const PERMISSION_CODE = /^(insufficient_?(scope|permissions?)|permission_?denied|missing_?scopes?)$/i;
/** "Missing scopes: model.request" (OpenAI), "lacks the required data action" (Azure), "insufficient … scopes" (Google). */
const PERMISSION_WORDS = [
  /\bmissing (the )?(required )?(scope|permission)s?\b/i,
  /\binsufficient (\w+ )?(scope|permission)s?\b/i,
  /\black(s|ing)? (the )?(required|necessary)\b/i,
  /\b(does not|doesn't|do not|don't) have (the )?(\w+ )?(scope|permission|privilege)s?\b/i,
  /\b(scope|permission)s? (is |are )?(required|missing)\b/i,
  /\bscope requirement/i,
];

/** Whether a 401 is about a scope or permission of the operation: the credential itself is good. */
function saysPermissionMissing({ codes, message }: VendorError): boolean {
  return codes.some((code) => PERMISSION_CODE.test(code)) || PERMISSION_WORDS.some((words) => words.test(message));
}
