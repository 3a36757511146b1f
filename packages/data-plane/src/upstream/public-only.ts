import type { SampledLog } from '@switchyard/runtime';
import { type PrivateAddressRefused, publicConnector, publicHostCheck } from './public-connector';
import type { ConnectTerms, UpstreamWayOptions } from './upstream-way';

/** Lets connections go to public addresses only. */
export function publicOnly(sampledLog: SampledLog): Pick<UpstreamWayOptions, 'connectorFor' | 'checkHost'> {
  const onRefused = ({ host, address, message }: PrivateAddressRefused) =>
    sampledLog.write('refused connection', 'warn', 'connection to endpoint refused', () => ({
      host,
      address,
      reason: message,
    }));
  return {
    connectorFor: (terms: ConnectTerms) => publicConnector({ ...terms, onRefused }),
    checkHost: publicHostCheck({ onRefused }),
  };
}
