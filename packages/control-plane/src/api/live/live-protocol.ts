import { makeServer } from 'graphql-ws';
import type { AdmissionParts } from '../http/admission';
import { admitConnection } from './live-admission';
import type { LiveCallers } from './live-callers';
import type { LiveConnection } from './live-connection';
import type { LiveErrors } from './live-errors';
import type { LiveLimits } from './live-limits';
import type { LiveOperations } from './live-operations';

export interface LiveProtocolParts {
  readonly admission: AdmissionParts;
  readonly callers: LiveCallers;
  readonly operations: LiveOperations;
  readonly errors: LiveErrors;
  readonly limits: LiveLimits;
}

/**
 * Serves the `graphql-ws` protocol over one connection.
 *
 * @returns the function to call when the connection has closed
 */
export function serveProtocol(
  connection: LiveConnection,
  { limits, admission, callers, operations, errors }: LiveProtocolParts,
): (code?: number, reason?: string) => Promise<void> {
  const caller = () => {
    if (connection.caller === null) throw new Error('the connection is not authenticated');
    return connection.caller;
  };
  const server = makeServer({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    onConnect: ({ connectionParams }) => admitConnection(admission, callers, connection, connectionParams),
    onSubscribe: (_context, _id, payload) => operations.prepare(caller(), payload),
    subscribe: (args) => operations.start(connection, caller(), args),
    onError: (_context, _id, _payload, refused) => errors.answer(refused, caller()),
    onNext: async (_context, _id, { operationName }, { document }, result) => {
      if (!result.errors) return undefined;
      const answered = await errors.answer(result.errors, caller(), document, operationName);
      return { errors: answered, data: result.data ?? null };
    },
  });
  return server.opened(connection, undefined);
}
