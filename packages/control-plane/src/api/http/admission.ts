import type { Authenticator } from '../../objects/access-tokens/authenticator';
import type { AuditTrail, Refusal } from '../../history/audit/audit-trail';
import type { Actor } from '../../kernel/caller/actor';
import type { Caller } from '../../kernel/caller/caller';
import type { ClientAddress } from './client-address';
import type { RequestRate } from './request-rate';

export interface AdmissionParts {
  readonly authenticator: Authenticator;
  readonly audit: AuditTrail;
  /** Of callers, by the id of their actor. */
  readonly callers: RequestRate;
  /** Of requests without a token that is known, by the address that they come from. */
  readonly strangers: RequestRate;
  readonly clientAddress: ClientAddress;
}

/** What is known of a request, or of a connection, before it is known whose it is. */
export type Arrival = Pick<Caller, 'correlationId' | 'remoteAddress'>;

/** Who asks, or why they may not. */
export type Admission = { readonly caller: Caller; readonly refusal?: undefined } | RefusedAdmission;

export interface RefusedAdmission {
  readonly refusal: 'UNAUTHENTICATED' | 'RATE_LIMITED';
  readonly message: string;
  /** With RATE_LIMITED. */
  readonly retryAfterSeconds: number | null;
}

/**
 * Tells whose a request or a connection is, and whether they have asked too often. What is refused is audited.
 *
 * @param authorization the header of that name, or what stands for it
 * @throws DomainError UNAVAILABLE where the database cannot say whether there is such an access token
 */
export async function admission(
  parts: AdmissionParts,
  authorization: string | undefined,
  arrival: Arrival,
): Promise<Admission> {
  const { identity, actor } = await parts.authenticator.authenticate(authorization);
  if (identity === null) {
    await noteRefusal(parts.audit, 'UNAUTHENTICATED', actor, arrival);
    return refuseStranger(parts.strangers, arrival.remoteAddress);
  }
  const caller = { ...identity, ...arrival };
  const retryAfterSeconds = await countRequest(parts, caller);
  if (retryAfterSeconds === null) return { caller };
  return tooMany('Too many requests within a minute. Try again later.', retryAfterSeconds);
}

/** Counts a request of a caller. Returns null where it may be served, else after how many seconds to try again. */
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

async function refuseStranger(strangers: RequestRate, address: string | null): Promise<Admission> {
  const retryAfterSeconds = await strangers.count(address ?? 'unknown');
  if (retryAfterSeconds !== null) {
    return tooMany('Too many requests without a token that is known. Try again later.', retryAfterSeconds);
  }
  const message = 'The token is missing, unknown, expired or revoked: send a valid one as `Authorization: Bearer …`.';
  return { refusal: 'UNAUTHENTICATED', message, retryAfterSeconds: null };
}

function tooMany(message: string, retryAfterSeconds: number): Admission {
  return { refusal: 'RATE_LIMITED', message, retryAfterSeconds };
}
