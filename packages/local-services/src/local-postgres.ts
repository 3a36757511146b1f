import { Client } from 'pg';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries';
import type { LocalServiceError } from './local-service-error';
import {
  folderAsSeenBy,
  openPostgresStore,
  type PostgresStore,
  removeTemporaryStore,
  SUPERUSER,
} from './postgres-store';
import { RestartableServer, type ServerRecipe } from './restartable-server';
import { unprivilegedUser } from './unprivileged-user';

const FIRST_DATABASE = 'switchyard';
const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const CONNECT_TIMEOUT_MS = 60_000;

export interface LocalPostgres {
  /** The URL of the database `switchyard`, with the superuser's name and password. */
  readonly url: string;
  readonly port: number;
  readonly dataDirectory: string;
  /** Shuts down cleanly and removes the store if it is temporary. */
  stop(): Promise<void>;
  /** Sends the server SIGKILL; the store stays. */
  kill(): Promise<void>;
  /** Shuts down cleanly; the store stays. */
  halt(): Promise<void>;
  /** Starts again on the same port and store, after kill() or halt(). */
  restart(): Promise<void>;
  /** Creates an empty database (lower-case letters, digits and underscores, 63 at most) and returns its URL. */
  createDatabase(name: string): Promise<string>;
}

export interface PostgresOptions {
  /** The folder of the store, created if missing. By default a temporary one, which stop() removes. */
  readonly directory?: string;
  /** The folder of a stopped server's store that a new store begins as a copy of; it is quicker than to create one. */
  readonly copyOf?: string;
  /** Whether the store survives a power cut. Off by default, which is faster; it always survives the end of a process. */
  readonly durable?: boolean;
  /** A free one by default. */
  readonly port?: number;
  readonly connectionsMax?: number;
  /** Called when the server ends without having been stopped, as on a full disk. */
  readonly onUnexpectedEnd?: (error: LocalServiceError) => void;
}

/**
 * Starts a Postgres on 127.0.0.1 from the installed binaries. It ends with this process. Started by root, it runs as the
 * owner of an existing store, or as `nobody`, who then owns the store. A server that a killed process left running on the
 * store is stopped first. For trials and tests only: the binaries' versions are labelled beta.
 *
 * @throws LocalServiceError in one line that says why it does not start, with the server's last lines in the cause
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<LocalPostgres> {
  const user = await unprivilegedUser();
  const binaries = await findPostgresBinaries(user);
  const store = await openPostgresStore(binaries, user, options.directory, options.copyOf);
  let server: RestartableServer | null = null;
  const stop = async () => {
    await server?.halt();
    await removeTemporaryStore(store);
    store.release();
  };
  try {
    const started = await RestartableServer.start(recipe(binaries, store, options), options.port);
    server = started;
    await ensureFirstDatabase(started.port, store.password);
    return {
      url: urlOf(FIRST_DATABASE, started.port, store.password),
      port: started.port,
      dataDirectory: store.dataDirectory,
      createDatabase: (name) => createDatabase(name, started.port, store.password),
      halt: () => started.halt(),
      kill: () => started.kill(),
      restart: () => started.restart(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function recipe(
  binaries: PostgresBinaries,
  store: PostgresStore,
  { durable = false, connectionsMax = 100, onUnexpectedEnd }: PostgresOptions,
): ServerRecipe {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: connectionsMax,
    shared_buffers: '32MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    // In the store, so that a killed server leaves nothing in /dev/shm, which is small in containers.
    dynamic_shared_memory_type: 'mmap',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Commits survive a killed server, because synchronous_commit stays on and the operating system keeps what was written.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const settingArgs = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'Postgres',
    command: (port) => ({
      file: binaries.postgres,
      args: ['-D', folderAsSeenBy(store.user, store.dataDirectory), '-p', String(port), ...settingArgs],
      folder: store.dataDirectory,
      user: store.user,
      orphanSignal: 'SIGQUIT',
      orphanFolder: store.isTemporary ? store.directory : null,
    }),
    probe: (port, timeoutMs) => query('SELECT 1', urlOf('postgres', port, store.password), timeoutMs).then(() => {}),
    haltSignal: 'SIGINT',
    portTaken: /could not bind .*Address already in use|Is another postmaster already running on port/,
    predecessorPresent: /pre-existing shared memory block|lock file "postmaster\.pid" already exists/,
    onUnexpectedEnd,
  };
}

function urlOf(database: string, port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

async function ensureFirstDatabase(port: number, password: string): Promise<void> {
  const sql = `SELECT 1 FROM pg_database WHERE datname = '${FIRST_DATABASE}'`;
  const isMissing = (await query(sql, urlOf('postgres', port, password), CONNECT_TIMEOUT_MS)) === 0;
  if (isMissing) await createDatabase(FIRST_DATABASE, port, password);
}

async function createDatabase(name: string, port: number, password: string): Promise<string> {
  if (!DATABASE_NAME.test(name)) {
    throw new Error(`"${name}" is not a valid database name: use a to z, 0 to 9 and _, and do not begin with a digit`);
  }
  await query(`CREATE DATABASE "${name}"`, urlOf('postgres', port, password), CONNECT_TIMEOUT_MS);
  return urlOf(name, port, password);
}

/** Runs one statement on a new connection and returns the number of rows. */
async function query(sql: string, connectionString: string, connectionTimeoutMillis: number): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis });
  // Raised when an idle connection breaks; a pending query rejects anyway.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows.length;
  } finally {
    await client.end();
  }
}
