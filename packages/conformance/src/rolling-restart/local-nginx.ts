import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from '@switchyard/runtime';
import { reservedPort } from '../harness/reserved-port';
import { type LoadBalancerPlace, loadBalancerFile } from './load-balancer-file';

export interface LocalNginx {
  /** Such as `http://127.0.0.1:10123`. */
  readonly url: string;
  /** What it has logged as errors. */
  errors(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts an nginx with the shipped load balancer's file.
 *
 * @throws Error that says how to install nginx, or why it does not start
 */
export async function startNginx(
  dataPlanePorts: readonly number[],
  changes: Pick<LoadBalancerPlace, 'readTimeoutSeconds'> = {},
): Promise<LocalNginx> {
  const file = findNginx();
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-nginx-'));
  // Started by root, its workers are another user.
  await chmod(folder, 0o755);
  const port = await reservedPort();
  const [configuration, errorLog] = [join(folder, 'load-balancer.conf'), join(folder, 'errors')];
  await writeFile(configuration, loadBalancerFile({ port, folder, dataPlanePorts, ...changes }));
  const args = ['-c', configuration, '-e', errorLog, '-g', 'daemon off;'];
  const nginx = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const errors = () => readFile(errorLog, 'utf8').catch(() => '');
  const stop = async () => {
    if (isRunning(nginx)) {
      nginx.kill('SIGTERM');
      await once(nginx, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(() => !isRunning(nginx) || accepts(port), `nginx listens on port ${port}`);
    if (!isRunning(nginx)) throw new Error(`nginx did not start:\n${await errors()}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, errors, stop };
}

function findNginx(): string {
  // Debian's is not on the path of users.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  const found = folders.map((folder) => join(folder, 'nginx')).find((file) => existsSync(file));
  if (found === undefined) throw new Error('nginx is not installed: on Debian, `apt-get install nginx-light`');
  return found;
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });
}
