import { type buildConnector, buildConnector as connectorOf } from 'undici';
import { passOverContinue } from './informational-response';
import { readBeforeFailing } from './read-before-failing';
import { noteFailure } from './reused-connection';

/** The same connector, whose connections behave as this gateway needs it of a vendor's. */
export function vendorConnector(
  connector: buildConnector.connector | buildConnector.BuildOptions,
): buildConnector.connector {
  const connect = typeof connector === 'function' ? connector : connectorOf(connector);
  return (options, callback) => {
    connect(options, (...result: buildConnector.CallbackArgs) => {
      const [error, socket] = result;
      // Of a connection that failed undici's connector gives no socket at all.
      if (error !== null || socket === null) return callback(...result);
      noteFailure(socket);
      readBeforeFailing(socket);
      callback(...result);
      passOverContinue(socket);
    });
  };
}
