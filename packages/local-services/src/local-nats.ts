import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { findNatsServer } from './nats-server-binary';
import { RestartableServer } from './restartable-server';

export interface LocalNats {
  /** Such as `nats://127.0.0.1:23456`. */
  readonly url: string;
  readonly port: number;
  readonly storeDirectory: string;
  /** Shuts down cleanly and removes the store if it is temporary. */
  stop(): Promise<void>;
  /** Sends the server SIGKILL; the store stays. */
  kill(): Promise<void>;
  /** Shuts down cleanly; the store stays. */
  halt(): Promise<void>;
  /** Starts again on the same port and store, after kill() or halt(). */
  restart(): Promise<void>;
  /** Empties the JetStream store of a stopped server. */
  wipeStore(): Promise<void>;
}

export interface NatsOptions {
  /** The folder of the JetStream store, created if missing. By default a temporary one, which stop() removes. */
  readonly directory?: string;
  /** A free one by default. */
  readonly port?: number;
  /** A configuration file of nats-server; the options above win over it. */
  readonly configurationFile?: string;
}

/**
 * Starts a nats-server with JetStream on 127.0.0.1. It ends with this process.
 *
 * @throws LocalServiceError in one line that says how to install nats-server, or why it does not start, with the server's last
 *   lines in the cause
 */
export async function startNats(options: NatsOptions = {}): Promise<LocalNats> {
  const file = await findNatsServer();
  const isTemporary = options.directory === undefined;
  const directory =
    options.directory === undefined ? await mkdtemp(join(tmpdir(), 'switchyard-nats-')) : resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const removeTemporaryStore = async () => {
    if (isTemporary) await rm(directory, { recursive: true, force: true });
  };
  const configuration = options.configurationFile === undefined ? [] : ['-c', resolve(options.configurationFile)];
  const serverName = `switchyard-${randomUUID()}`;
  const recipe = {
    name: 'nats-server',
    command: (port: number) => ({
      file,
      args: [...configuration, '-a', '127.0.0.1', '-p', String(port), '-n', serverName, '-js', '-sd', directory],
      folder: '/',
      user: null,
      orphanSignal: 'SIGTERM' as const,
      orphanFolder: isTemporary ? directory : null,
    }),
    probe: (port: number, timeoutMs: number) => expectServer(serverName, port, timeoutMs),
    haltSignal: 'SIGTERM' as const,
    portTaken: /address already in use/,
    predecessorPresent: null,
    onUnexpectedEnd: undefined,
  };
  try {
    const server = await RestartableServer.start(recipe, options.port);
    return {
      url: `nats://127.0.0.1:${server.port}`,
      port: server.port,
      storeDirectory: directory,
      halt: () => server.halt(),
      kill: () => server.kill(),
      restart: () => server.restart(),
      wipeStore: async () => {
        if (server.isRunning) throw new Error('nats-server is running: halt() or kill() it before wipeStore()');
        const names = await readdir(directory);
        await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
      },
      stop: async () => {
        await server.halt();
        await removeTemporaryStore();
      },
    };
  } catch (error) {
    await removeTemporaryStore();
    throw error;
  }
}

/**
 * Resolves when the server with this name greets on the port. A server opens its port to clients after JetStream is up, and
 * greets with `INFO {"server_name": …}` (NATS client protocol).
 */
async function expectServer(serverName: string, port: number, timeoutMs: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, signal: AbortSignal.timeout(timeoutMs) });
  try {
    for await (const line of createInterface({ input: socket })) {
      if (line.startsWith('INFO ') && line.includes(`"server_name":"${serverName}"`)) return;
      throw new Error('another server answers on this port');
    }
    throw new Error('the server closed the connection before its greeting');
  } finally {
    socket.destroy();
  }
}
