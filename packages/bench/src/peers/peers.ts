import { HAPROXY } from '../variants/haproxy';
import { NGINX } from '../variants/nginx';
import { portkey } from '../variants/portkey';
import type { Variant } from '../variants/variant';
import { HAPROXY_PROGRAM, installDebianPrograms, NGINX_PROGRAM, WRK_PROGRAM } from './debian-packages';
import { installNpmProgram, PORTKEY_PROGRAM } from './npm-package';

/** The gateways that Switchyard is measured beside, as far as they could be installed. */
export interface Peers {
  readonly variants: readonly Variant[];
  /** Of the programs that take part. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why each of the others is left out, one sentence each. */
  readonly leftOut: readonly string[];
}

/**
 * Installs the load generator, and the peers if they are wanted, where they are missing.
 *
 * @throws Error if there is no load generator
 */
export async function installPeers(areWanted: boolean): Promise<Peers> {
  const peers = areWanted ? [NGINX_PROGRAM, HAPROXY_PROGRAM] : [];
  const installed = await installDebianPrograms([WRK_PROGRAM, ...peers]);
  const wrk = installed.get(WRK_PROGRAM.name);
  if (wrk?.version === null) throw new Error(`${wrk.reason}; it generates the load`);
  const variants = [NGINX, HAPROXY].filter(({ name }) => typeof installed.get(name)?.version === 'string');
  const versions: Record<string, string> = {};
  const leftOut: string[] = [];
  for (const [name, found] of installed) {
    if (found.version === null) leftOut.push(found.reason);
    else versions[name] = found.version;
  }
  if (!areWanted) return { variants, versions, leftOut };
  const found = await installNpmProgram(PORTKEY_PROGRAM);
  if (found.path === null) leftOut.push(found.reason);
  else {
    variants.push(portkey(found.path));
    versions['Portkey'] = PORTKEY_PROGRAM.version;
  }
  return { variants, versions, leftOut };
}
