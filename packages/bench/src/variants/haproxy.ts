import { freePort } from '@switchyard/local-services';
import { configurationFolder } from './configuration-folder';
import { runProxy } from './run-proxy';
import { type Variant, VENDOR_KEY } from './variant';

/** A load balancer in C with one thread, which puts the vendor's key in and does nothing else. */
export const HAPROXY: Variant = {
  name: 'haproxy',
  start: async (setting) => {
    const port = await freePort();
    const { file } = await configurationFolder(setting.cleanUps, () => configuration(port, setting.upstream.port));
    // In the foreground, as one process.
    return runProxy({ name: HAPROXY.name, file: 'haproxy', args: ['-db', '-f', file], port }, setting);
  },
};

function configuration(port: number, upstreamPort: number): string {
  return `
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  http-reuse always
  option http-no-delay
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend consumers
  bind 127.0.0.1:${port}
  http-request set-header authorization "Bearer ${VENDOR_KEY}"
  default_backend vendor
backend vendor
  server vendor 127.0.0.1:${upstreamPort}
`;
}
