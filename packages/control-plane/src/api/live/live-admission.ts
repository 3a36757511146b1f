import { DomainError } from '../../kernel/errors/domain-error';
import { admission, type AdmissionParts, type RefusedAdmission } from '../http/admission';
import { CloseCode } from './close-code';
import type { LiveCallers } from './live-callers';
import type { LiveConnection } from './live-connection';

/**
 * Lets a connection in by the parameter `authorization` of its `connection_init`, or closes it. Whether there is such a
 * token cannot be told while the database is away, so that is no reason to call it forbidden.
 *
 * @returns whether it was let in
 */
export async function admitConnection(
  parts: AdmissionParts,
  callers: LiveCallers,
  connection: LiveConnection,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const { authorization } = parameters;
  try {
    const result = await admission(
      parts,
      typeof authorization === 'string' ? authorization : undefined,
      connection.arrival,
    );
    if (result.refusal !== undefined) return refuse(connection, result);
    const { perCallerMax } = callers;
    if (callers.countOf(result.caller) >= perCallerMax) {
      connection.close(CloseCode.TRY_AGAIN_LATER, `The caller has ${perCallerMax} connections, which is the most.`);
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
    connection.close(CloseCode.TRY_AGAIN_LATER, `Too many requests: wait ${retryAfterSeconds ?? 1} seconds.`);
  }
  return false;
}
