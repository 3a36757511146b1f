import type { IncomingMessage } from 'node:http';
import { checkOwnPage, type RefusedRequest, useOf } from '../sessions/browser-request';
import { readSessionCookie } from '../sessions/session-cookie';
import { type AdmissionParts, type Admission, type Arrival, admitIdentity, refuseUnknown } from './admission';

export const SESSION_OVER = 'The session is over. Sign in again.';

/**
 * Admits a request by the cookie of a session, if a page of the console sent it, and checks the caller's rate limit.
 *
 * @throws DomainError UNAVAILABLE if the database cannot be asked about the session
 */
export async function checkSession(
  parts: AdmissionParts,
  request: IncomingMessage,
  arrival: Arrival,
): Promise<Admission | RefusedRequest> {
  const host = checkOwnPage(parts.origins, request);
  if ('status' in host) return host;
  const secret = readSessionCookie(request.headers.cookie, host);
  const session = secret === null ? null : await parts.sessions.find(secret, useOf(request));
  if (session === null) return refuseUnknown(parts, null, arrival, 'SESSION_OVER');
  const admission = await admitIdentity(parts, session.identity, arrival);
  return admission.refusal === undefined ? { caller: { ...admission.caller, sessionId: session.id } } : admission;
}
