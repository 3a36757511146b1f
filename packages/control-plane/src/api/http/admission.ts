import type { Authenticator, TokenFault } from '../../objects/access-tokens/authenticator';
import type { AuditTrail, Refusal } from '../../history/audit/audit-trail';
import type { Actor } from '../../kernel/caller/actor';
import type { Caller, Identity } from '../../kernel/caller/caller';
import type { ConsoleOrigins } from '../sessions/console-origins';
import type { Sessions } from '../sessions/sessions';
import type { ClientAddress } from './client-address';
import type { RequestRate } from './request-rate';

export interface AdmissionParts {
  readonly authenticator: Authenticator;
  readonly audit: AuditTrail;
  /** For authenticated requests, by the id of their actor. */
  readonly callers: RequestRate;
  /** For unauthenticated requests, by client address. */
  readonly unauthenticated: RequestRate;
  readonly clientAddress: ClientAddress;
  /** Of operators in browsers. */
  readonly sessions: Sessions;
  readonly origins: ConsoleOrigins;
}

/** What is known about a request or a connection before it is authenticated. */
export type Arrival = Pick<Caller, 'correlationId' | 'remoteAddress'>;

/** Why it is not known who sends a request: the fault of a token, or the end of a session in the console. */
export type CallerFault = TokenFault | 'SESSION_OVER';

/** The caller, or why the request is refused. */
export type Admission = { readonly caller: Caller; readonly refusal?: undefined } | RefusedAdmission;

export type RefusedAdmission =
  | { readonly refusal: 'UNAUTHENTICATED'; readonly fault: CallerFault }
  | { readonly refusal: 'RATE_LIMITED'; readonly message: string; readonly retryAfterSeconds: number };

/**
 * Authenticates a request or a connection and checks the caller's rate limit. Refusals are audited.
 *
 * @param authorization the `authorization` header, or its equivalent over WebSocket
 * @throws DomainError UNAVAILABLE if the database cannot be asked about the access token
 */
export async function checkAdmission(
  parts: AdmissionParts,
  authorization: string | undefined,
  arrival: Arrival,
): Promise<Admission> {
  const authentication = await parts.authenticator.authenticate(authorization);
  if (authentication.identity !== null) return admitIdentity(parts, authentication.identity, arrival);
  return refuseUnknown(parts, authentication.actor, arrival, authentication.fault);
}

/** Checks the rate limit of an authenticated caller. */
export async function admitIdentity(parts: AdmissionParts, identity: Identity, arrival: Arrival): Promise<Admission> {
  const caller = { ...identity, ...arrival };
  const retryAfterSeconds = await countRequest(parts, caller);
  if (retryAfterSeconds === null) return { caller };
  return tooMany('Too many requests per minute. Try again later.', retryAfterSeconds);
}

/** Refuses a request whose caller is not known, and audits that. @param actor the owner of an expired or revoked token */
export async function refuseUnknown(
  { audit, unauthenticated }: AdmissionParts,
  actor: Actor | null,
  arrival: Arrival,
  fault: CallerFault,
): Promise<RefusedAdmission> {
  await noteRefusal(audit, 'UNAUTHENTICATED', actor, arrival);
  const retryAfterSeconds = await unauthenticated.count(arrival.remoteAddress ?? 'unknown');
  if (retryAfterSeconds === null) return { refusal: 'UNAUTHENTICATED', fault };
  return tooMany('Too many unauthenticated requests. Try again later.', retryAfterSeconds);
}

/** Counts a caller's request. Returns null if it is allowed, otherwise the seconds after which to try again. */
export async function countRequest(parts: AdmissionParts, caller: Caller): Promise<number | null> {
  const retryAfterSeconds = await parts.callers.count(caller.actor.id);
  if (retryAfterSeconds !== null) await noteRefusal(parts.audit, 'RATE_LIMITED', caller.actor, caller);
  return retryAfterSeconds;
}

export async function noteRefusal(
  audit: AuditTrail,
  kind: Refusal['kind'],
  actor: Actor | null,
  { correlationId, remoteAddress }: Arrival,
): Promise<void> {
  await audit.note({ kind, actor, operation: null, requiredRole: null, remoteAddress, correlationId });
}

function tooMany(message: string, retryAfterSeconds: number): RefusedAdmission {
  return { refusal: 'RATE_LIMITED', message, retryAfterSeconds };
}
