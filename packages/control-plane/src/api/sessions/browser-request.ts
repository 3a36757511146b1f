import type { IncomingMessage } from 'node:http';
import type { ConsoleHost, ConsoleOrigins } from './console-origins';
import { readSessionCookie } from './session-cookie';
import type { SessionUse } from './sessions';

/**
 * Each POST of the console has it. Another site's page cannot send it: browsers ask first (a CORS preflight), and the
 * answer never allows it.
 */
export const CONSOLE_HEADER = 'x-switchyard-console';
/** A page sends it with what it asks for by itself, while nobody does anything on it. */
export const BACKGROUND_HEADER = 'x-switchyard-background';
const SESSION_COOKIE = /(?:^|;\s*)(?:__Host-)?switchyard-session(?:-\d+)?=/;

/** Why a request of a browser is refused before its cookie is looked at. */
export interface RefusedRequest {
  readonly status: 403 | 405 | 421;
  readonly message: string;
}

/** Whether the request carries the cookie of a session, of this control plane or of another on the same host. */
export function carriesSession({ headers }: IncomingMessage): boolean {
  return SESSION_COOKIE.test(headers.cookie ?? '');
}

/** Whether the operator does something, so that the session is not idle. */
export function useOf({ headers }: IncomingMessage): SessionUse {
  return headers[BACKGROUND_HEADER] === undefined ? 'ACTIVE' : 'BACKGROUND';
}

/** Checks the `Host` that a request names. Its page, its sign-in and its cookie are for that host alone. */
export function checkHost(origins: ConsoleOrigins, { headers }: IncomingMessage): ConsoleHost | RefusedRequest {
  const host = origins.at(headers.host);
  if (host !== null) return host;
  const expected = origins.all.join(', ');
  return {
    status: 421,
    message:
      `The console is not served under this name. Open it at ${expected}, or add the origin of this address to ` +
      'SWITCHYARD_CONSOLE_ORIGINS.',
  };
}

/** Checks that a request comes from the console's own page: by its Host, Origin, method and header. */
export function checkOwnPage(origins: ConsoleOrigins, request: IncomingMessage): ConsoleHost | RefusedRequest {
  const host = checkHost(origins, request);
  if ('status' in host) return host;
  const { method, headers } = request;
  if (method !== 'POST') return { status: 405, message: 'With the cookie of a session, send requests by POST.' };
  if (!origins.has(headers.origin)) {
    return {
      status: 403,
      message: 'The request comes from another origin. Only the pages of the console may use its session.',
    };
  }
  if (headers[CONSOLE_HEADER] !== '1') {
    return { status: 403, message: `With the cookie of a session, send the header ${CONSOLE_HEADER}: 1.` };
  }
  return host;
}

/** The secret in the cookie of an upgrade to WebSocket; null unless a page of the console asks for it. */
export function sessionOfUpgrade(origins: ConsoleOrigins, { headers }: IncomingMessage): string | null {
  const host = origins.at(headers.host);
  return host !== null && origins.has(headers.origin) ? readSessionCookie(headers.cookie, host) : null;
}
