import { DomainError } from '../../kernel/errors/domain-error';
import {
  type Admission,
  type AdmissionParts,
  admitIdentity,
  type CallerFault,
  checkAdmission,
  type RefusedAdmission,
  refuseUnknown,
} from '../http/admission';
import { CloseCode } from './close-code';
import type { LiveCallers } from './live-callers';
import type { LiveConnection } from './live-connection';

/**
 * Authenticates a connection by the parameter `authorization` or `ticket` of its `connection_init`, or closes it. While
 * the database is unavailable neither can be checked, so the connection is then closed with TRY_AGAIN_LATER.
 *
 * @returns whether it was admitted
 */
export async function admitConnection(
  parts: AdmissionParts,
  callers: LiveCallers,
  connection: LiveConnection,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const { ticket } = parameters;
  try {
    const { admission: result, sessionId }: LiveAdmission =
      typeof ticket === 'string'
        ? await checkTicket(parts, connection, ticket)
        : {
            admission: await checkAdmission(parts, authorizationIn(parameters), connection.arrival),
            sessionId: null,
          };
    if (result.refusal !== undefined) return refuse(connection, result);
    const { perCallerMax } = callers;
    if (callers.countOf(result.caller) >= perCallerMax) {
      connection.close(CloseCode.TRY_AGAIN_LATER, `The caller already has ${perCallerMax} connections, the maximum.`);
      return false;
    }
    if (!connection.isOpen) return false;
    callers.add(connection, result.caller, sessionId);
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    connection.close(CloseCode.TRY_AGAIN_LATER, error.message);
    return false;
  }
}

interface LiveAdmission {
  readonly admission: Admission;
  /** Null unless a page of the console was admitted. */
  readonly sessionId: string | null;
}

/** A ticket counts only together with the cookie of its session. */
async function checkTicket(
  parts: AdmissionParts,
  { sessionSecret, arrival }: LiveConnection,
  ticket: string,
): Promise<LiveAdmission> {
  const isOurs = sessionSecret !== null && parts.sessions.acceptsTicket(sessionSecret, ticket);
  // The ticket was asked for by a request that says whether its page is in use; a connection stays open without anybody.
  const session = isOurs ? await parts.sessions.find(sessionSecret, 'BACKGROUND') : null;
  if (session === null) {
    return { admission: await refuseUnknown(parts, null, arrival, 'SESSION_OVER'), sessionId: null };
  }
  return { admission: await admitIdentity(parts, session.identity, arrival), sessionId: session.id };
}

/** The parameter, whose name clients write like that of the header: in any case. */
function authorizationIn(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const name = Object.keys(parameters).find((each) => each.toLowerCase() === 'authorization');
  const value = name === undefined ? undefined : parameters[name];
  return typeof value === 'string' ? value : undefined;
}

/** The protocol allows 123 bytes. */
const REASONS: Record<CallerFault, string> = {
  MISSING: 'No token: set `connectionParams` to `{ authorization: "Bearer …" }`.',
  NOT_BEARER: 'The connection parameter `authorization` is not `Bearer` followed by a token.',
  UNKNOWN: 'The token is unknown.',
  EXPIRED: 'The token has expired.',
  REVOKED: 'The token has been revoked.',
  SESSION_OVER: 'The session is over.',
};

function refuse(connection: LiveConnection, refused: RefusedAdmission): false {
  if (refused.refusal === 'RATE_LIMITED') {
    connection.close(
      CloseCode.TRY_AGAIN_LATER,
      `Too many requests: try again in ${refused.retryAfterSeconds} seconds.`,
    );
    return false;
  }
  const { fault } = refused;
  const isMistake = fault === 'MISSING' || fault === 'NOT_BEARER';
  connection.close(isMistake ? CloseCode.UNAUTHORIZED : CloseCode.FORBIDDEN, REASONS[fault]);
  return false;
}
