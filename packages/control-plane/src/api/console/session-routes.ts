import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Identity } from '../../kernel/caller/caller';
import { DomainError } from '../../kernel/errors/domain-error';
import { SESSION_OVER } from '../http/admit-session';
import { type AdmissionParts, type Arrival, noteRefusal } from '../http/admission';
import { correlationIdOf } from '../http/correlation-id';
import { answerDomainError, answerError } from '../http/error-answer';
import { readBounded } from '../http/read-bounded';
import { RequestRate } from '../http/request-rate';
import { checkOwnPage, useOf } from '../sessions/browser-request';
import type { ConsoleHost } from '../sessions/console-origins';
import { expiredSessionCookie, readSessionCookie, sessionCookie } from '../sessions/session-cookie';

/** From one client address. */
export const FAILED_SIGN_INS_PER_MINUTE_MAX = 10;

const TEXT_LENGTH_MAX = 4_096;
/** Of a sign-in, which carries one such text; anybody may send one. */
export const SIGN_IN_BYTES_MAX = 16 * 1024;
const credentialSchema = z.union([
  z.strictObject({ token: z.string().min(1).max(TEXT_LENGTH_MAX) }),
  z.strictObject({ link: z.string().min(1).max(TEXT_LENGTH_MAX) }),
]);
type Credential = z.infer<typeof credentialSchema>;

/**
 * How an operator signs in and out:
 *
 * - `POST /session` with `{"token": …}` or `{"link": …}` sets the cookie: 204
 * - `POST /session/ticket` returns `{"ticket": …}` for the first message of a WebSocket
 * - `POST /session/end` ends the session: 204
 *
 * Each must come from the console's own page; errors have the form of GraphQL's.
 */
export function sessionRoutes(parts: AdmissionParts, onSignOut: SignedOut): Router {
  const failures = new RequestRate(FAILED_SIGN_INS_PER_MINUTE_MAX);
  const router = Router();
  router.post('/session', answering(parts, signIn(parts, failures)));
  router.post('/session/ticket', answering(parts, giveTicket(parts)));
  router.post('/session/end', answering(parts, signOut(parts, onSignOut)));
  return router;
}

/** Called after a session was ended by its operator. */
export type SignedOut = () => Promise<void>;

type Answer = (request: Request, response: Response, host: ConsoleHost) => Promise<void>;

function answering({ origins }: AdmissionParts, answer: Answer) {
  return async (request: Request, response: Response): Promise<void> => {
    response.setHeader('cache-control', 'no-store');
    const host = checkOwnPage(origins, request);
    if ('status' in host) return answerError(response, host.status, 'BAD_REQUEST', host.message);
    try {
      await answer(request, response, host);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      answerDomainError(response, 503, error);
    }
  };
}

function signIn(parts: AdmissionParts, failures: RequestRate): Answer {
  return async (request, response, host) => {
    const arrival = { correlationId: correlationIdOf(response), remoteAddress: parts.clientAddress(request) };
    const address = arrival.remoteAddress ?? 'unknown';
    // Counted before its body is read, so that many attempts at the same moment neither all pass nor all take memory.
    const retryAfterSeconds = await failures.count(address);
    if (retryAfterSeconds !== null) {
      const message = `Too many failed sign-ins. Try again in ${retryAfterSeconds} seconds.`;
      return answerError(response, 429, 'RATE_LIMITED', message, { retryAfterSeconds });
    }
    const credential = await readCredential(request, response);
    if (credential === null) return;
    const identity = await identify(parts, credential, arrival).catch(async (error: unknown) => {
      // It is not known whether the credential is wrong: the database cannot be asked.
      await failures.uncount(address);
      throw error;
    });
    if (identity === null) return answerError(response, 401, 'UNAUTHENTICATED', refusalOf(credential));
    await failures.uncount(address);
    const { secret } = await parts.sessions.begin(identity);
    response.setHeader('set-cookie', sessionCookie(secret, host));
    response.status(204).end();
  };
}

/** @returns null if there is none: the request was answered, or its client has disconnected */
async function readCredential(request: Request, response: Response): Promise<Credential | null> {
  if ((request.get('content-encoding') ?? 'identity') !== 'identity') {
    answerError(response, 415, 'BAD_REQUEST', 'Send the body uncompressed.');
    return null;
  }
  const body = await readBounded(request, SIGN_IN_BYTES_MAX);
  if (body === 'ABORTED') return null;
  if (body === 'TOO_LARGE') {
    const message = `The request is too large: the limit is ${SIGN_IN_BYTES_MAX} bytes.`;
    answerError(response, 413, 'BAD_REQUEST', message);
    return null;
  }
  const { data } = credentialSchema.safeParse(jsonIn(request, body));
  if (data !== undefined) return data;
  answerError(response, 400, 'BAD_REQUEST', 'Send {"token": "…"} or {"link": "…"} as JSON.');
  return null;
}

function jsonIn(request: Request, body: Buffer): unknown {
  if (typeof request.is('application/json') !== 'string') return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function identify(parts: AdmissionParts, credential: Credential, arrival: Arrival): Promise<Identity | null> {
  if ('link' in credential) {
    const identity = await parts.sessions.redeemSignInLink(credential.link);
    if (identity === null) await noteRefusal(parts.audit, 'UNAUTHENTICATED', null, arrival);
    return identity;
  }
  const authentication = await parts.authenticator.authenticate(`Bearer ${credential.token.trim()}`);
  if (authentication.identity === null) {
    await noteRefusal(parts.audit, 'UNAUTHENTICATED', authentication.actor, arrival);
  }
  return authentication.identity;
}

function refusalOf(credential: Credential): string {
  return 'link' in credential
    ? 'The sign-in link was used already, or is older than 10 minutes. Sign in with a token.'
    : 'The token is unknown, expired or revoked.';
}

function giveTicket({ sessions }: AdmissionParts): Answer {
  return async (request, response, host) => {
    const secret = readSessionCookie(request.headers.cookie, host);
    if (secret === null || (await sessions.find(secret, useOf(request))) === null) {
      return answerError(response, 401, 'UNAUTHENTICATED', SESSION_OVER);
    }
    response.json({ ticket: sessions.ticket(secret) });
  };
}

function signOut({ sessions }: AdmissionParts, onSignOut: SignedOut): Answer {
  return async (request, response, host) => {
    const secret = readSessionCookie(request.headers.cookie, host);
    if (secret !== null) {
      await sessions.end(secret);
      await onSignOut();
    }
    response.setHeader('set-cookie', expiredSessionCookie(host));
    response.status(204).end();
  };
}
