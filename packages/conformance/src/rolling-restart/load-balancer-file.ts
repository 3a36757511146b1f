import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SHIPPED = join(__dirname, '../../../../deploy/load-balancer.conf');
const SHIPPED_READ_TIMEOUT_SECONDS = 3_600;

export interface LoadBalancerPlace {
  /** Where nginx listens on 127.0.0.1. */
  readonly port: number;
  /** For what nginx writes. */
  readonly folder: string;
  /** Those of the data planes on 127.0.0.1. */
  readonly dataPlanePorts: readonly number[];
  /** How long nginx waits for an answer; the shipped hour by default. */
  readonly readTimeoutSeconds?: number;
}

/**
 * The shipped `deploy/load-balancer.conf` for data planes at fixed addresses: without the name that Docker resolves, because
 * Debian's nginx does not know `resolve`, and without ports and folders that other programs may have.
 *
 * @throws Error if the shipped file no longer has what must be replaced
 */
export function loadBalancerFile({
  port,
  folder,
  dataPlanePorts,
  readTimeoutSeconds = SHIPPED_READ_TIMEOUT_SECONDS,
}: LoadBalancerPlace): string {
  const servers = dataPlanePorts.map((dataPlane) => `server 127.0.0.1:${dataPlane}$1;`).join(' ');
  const replacements: [what: RegExp, by: string][] = [
    [/^ *resolver .*;\n/m, ''],
    [/server data-plane:8080 resolve(.*);/, servers],
    [/listen 8080;/, `listen 127.0.0.1:${port};`],
    [/\/tmp\//g, `${folder}/`],
    [/proxy_read_timeout 3600s;/, `proxy_read_timeout ${readTimeoutSeconds}s;`],
  ];
  return replacements.reduce(
    (text, [what, by]) => {
      if (text.search(what) < 0) throw new Error(`deploy/load-balancer.conf does not have ${what}`);
      return text.replace(what, by);
    },
    readFileSync(SHIPPED, 'utf8'),
  );
}
