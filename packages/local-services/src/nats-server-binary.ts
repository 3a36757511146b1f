import { type DebianProgram, findDebianProgram } from './debian-program';

const NATS_SERVER: DebianProgram = {
  name: 'nats-server',
  packageName: 'nats-server',
  path: 'usr/sbin/nats-server',
  variable: 'NATS_SERVER',
  howToInstall: 'install nats-server 2.9 or newer and put it on the PATH, or set NATS_SERVER to its path',
};

/** Finds a nats-server. @throws as `findDebianProgram` */
export function findNatsServer(environment?: NodeJS.ProcessEnv, toolsFolder?: string): Promise<string> {
  return findDebianProgram(NATS_SERVER, environment, toolsFolder);
}
