import { type buildConnector, buildConnector as connectorOf } from 'undici';
import { passOverContinue } from './informational-response';
import { readBeforeFailing } from './read-before-failing';
import { noteFailure } from './reused-connection';
import { explainedTlsError } from './untrusted-certificate';

/**
 * The same connector, whose connections behave as this gateway needs it of a vendor's.
 *
 * @param hasOwnCa whether it verifies the vendor's certificate with the endpoint's own CA certificates
 */
export function vendorConnector(
  connector: buildConnector.connector | buildConnector.BuildOptions,
  hasOwnCa: boolean,
): buildConnector.connector {
  const connect = typeof connector === 'function' ? connector : connectorOf(connector);
  return (options, callback) => {
    connect(options, (...result: buildConnector.CallbackArgs) => {
      const [error, socket] = result;
      // Of a connection that failed undici's connector gives no socket at all.
      if (error !== null) return callback(explainedTlsError(error, hasOwnCa), null);
      if (socket === null) return callback(...result);
      noteFailure(socket);
      readBeforeFailing(socket);
      callback(...result);
      passOverContinue(socket);
    });
  };
}
