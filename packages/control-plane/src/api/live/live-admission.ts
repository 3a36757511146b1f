import { DomainError } from '../../kernel/errors/domain-error';
import { checkAdmission, type AdmissionParts, type RefusedAdmission } from '../http/admission';
import { CloseCode } from './close-code';
import type { LiveCallers } from './live-callers';
import type { LiveConnection } from './live-connection';

/**
 * Authenticates a connection by the parameter `authorization` of its `connection_init`, or closes it. While the database
 * is unavailable the token cannot be checked, so the connection is then closed with TRY_AGAIN_LATER, not FORBIDDEN.
 *
 * @returns whether it was admitted
 */
export async function admitConnection(
  parts: AdmissionParts,
  callers: LiveCallers,
  connection: LiveConnection,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const { authorization } = parameters;
  try {
    const result = await checkAdmission(
      parts,
      typeof authorization === 'string' ? authorization : undefined,
      connection.arrival,
    );
    if (result.refusal !== undefined) return refuse(connection, result);
    const { perCallerMax } = callers;
    if (callers.countOf(result.caller) >= perCallerMax) {
      connection.close(CloseCode.TRY_AGAIN_LATER, `The caller already has ${perCallerMax} connections, the maximum.`);
      return false;
    }
    if (!connection.isOpen) return false;
    callers.add(connection, result.caller);
    return true;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    connection.close(CloseCode.TRY_AGAIN_LATER, error.message);
    return false;
  }
}

function refuse(connection: LiveConnection, { refusal, retryAfterSeconds }: RefusedAdmission): false {
  if (refusal === 'UNAUTHENTICATED') {
    connection.close(CloseCode.FORBIDDEN, 'The token is missing, unknown, expired or revoked.');
  } else {
    connection.close(CloseCode.TRY_AGAIN_LATER, `Too many requests: try again in ${retryAfterSeconds ?? 1} seconds.`);
  }
  return false;
}
