import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type FolderLock, lockFolder } from '@switchyard/runtime';
import { lastErrorIn, LocalServiceError, storeError, storeReasonIn } from './local-service-error';
import type { PostgresBinaries } from './postgres-binaries';
import { endPredecessor } from './postgres-predecessor';
import type { User } from './unprivileged-user';

const execute = promisify(execFile);
const INITDB_TIMEOUT_MS = 120_000;
const UNFINISHED = 'initialising-';

export const SUPERUSER = 'switchyard';

/** A folder with a database cluster and its superuser's password, readable only by their owner. */
export interface PostgresStore {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly password: string;
  readonly isTemporary: boolean;
  /** The user who must run the server, because they own the store; null for this process's user. */
  readonly user: User | null;
  /** Unlocks the store. */
  release(): void;
}

/**
 * Opens the store in the directory, or creates it; without a directory it creates a temporary store. Until `release()`, no
 * other process can open it and no other server runs on it.
 *
 * @param user the owner of a new store, who runs its server; null for this process's user
 * @param original the folder of a store that a new one begins as a copy of; nobody has it open
 * @throws LocalServiceError if the store cannot be used
 */
export async function openPostgresStore(
  binaries: PostgresBinaries,
  user: User | null,
  givenDirectory: string | undefined,
  original?: string,
): Promise<PostgresStore> {
  const isTemporary = givenDirectory === undefined;
  const directory = isTemporary ? await mkdtemp(join(tmpdir(), 'switchyard-postgres-')) : resolve(givenDirectory);
  let lock: FolderLock | null = null;
  try {
    if (!isTemporary) await mkdir(directory, { recursive: true, mode: 0o700 });
    lock = isTemporary ? null : lockFolder(directory);
    const dataDirectory = join(directory, 'data');
    const passwordFile = join(directory, 'password');
    if (await isMissing(dataDirectory)) {
      const paths = { directory, dataDirectory, passwordFile };
      // In the clear, because no connection leaves this machine, and the tests open thousands: SCRAM costs milliseconds each.
      const auth = isTemporary ? 'password' : 'scram-sha-256';
      if (original === undefined) await initialise(binaries, user, paths, auth);
      else await copy(original, paths);
    }
    await requireVersion(dataDirectory, binaries.majorVersion);
    if (!isTemporary) await endPredecessor(dataDirectory);
    return {
      directory,
      dataDirectory,
      password: (await readFile(passwordFile, 'utf8')).trim(),
      isTemporary,
      user: user === null ? null : await ownerOf(dataDirectory, user),
      release: () => lock?.release(),
    };
  } catch (error) {
    lock?.release();
    if (isTemporary) await rm(directory, { recursive: true, force: true });
    throw storeError(directory, error);
  }
}

interface StorePaths {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly passwordFile: string;
}

/** With its owner and its password. */
async function copy(original: string, { directory, dataDirectory }: StorePaths): Promise<void> {
  await removeUnfinished(directory);
  const unfinished = await mkdtemp(join(directory, UNFINISHED));
  await execute('cp', ['-a', join(original, 'password'), directory]);
  await execute('cp', ['-a', `${join(original, 'data')}/.`, unfinished]);
  await rename(unfinished, dataDirectory);
}

async function initialise(
  binaries: PostgresBinaries,
  user: User | null,
  paths: StorePaths,
  auth: 'password' | 'scram-sha-256',
): Promise<void> {
  await removeUnfinished(paths.directory);
  const unfinished = await mkdtemp(join(paths.directory, UNFINISHED));
  // Any user of the machine can reach a loopback port, and a superuser can run programs through the database, so every
  // connection needs a password.
  await writeFile(paths.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== null) {
    await Promise.all(
      Object.values({ ...paths, dataDirectory: unfinished }).map((path) => chown(path, user.uid, user.gid)),
    );
  }
  // The same sort order and messages on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // 24 random bytes cannot be guessed anyway, and every connection pays for the iterations.
  const password = ['--pwfile=../password', `--auth=${auth}`, '-c', 'scram_iterations=1'];
  const args = [
    '-D',
    folderAsSeenBy(user, unfinished),
    '-U',
    SUPERUSER,
    '--no-instructions',
    '--no-sync',
    ...locale,
    ...password,
  ];
  try {
    await execute(binaries.initdb, args, { cwd: unfinished, timeout: INITDB_TIMEOUT_MS, ...user });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const output = `${stdout ?? ''}${stderr ?? ''}` || String(error);
    const reason = storeReasonIn(output) ?? lastErrorIn(output);
    throw new LocalServiceError(`Cannot create a database in ${paths.directory}: ${reason}.`, {
      cause: new Error(`initdb wrote:\n${output}`),
    });
  }
  // The store is complete from here on; before, the next start begins again.
  await rename(unfinished, paths.dataDirectory);
}

/** The initdb of a killed program may still be writing to its folder; then the next start removes it. */
async function removeUnfinished(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(UNFINISHED));
  const removals = names.map((name) => rm(join(directory, name), { recursive: true, force: true }));
  await Promise.allSettled(removals);
}

/**
 * The path to give a Postgres that starts with the folder as its working directory. Another user may own the folder without
 * access to its parents, as below root's home; on Linux, that user can reach it as the working directory.
 */
export function folderAsSeenBy(user: User | null, folder: string): string {
  return user !== null && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** A store works with one major version of Postgres only (its documentation, section 18.6, "Upgrading a PostgreSQL Cluster"). */
async function requireVersion(dataDirectory: string, wanted: string): Promise<void> {
  const found = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => null);
  if (found?.trim() === wanted) return;
  const what =
    found === null
      ? 'it was not created by Postgres'
      : `it was created by Postgres ${found.trim()}, but this is Postgres ${wanted}`;
  throw new LocalServiceError(
    `Cannot use the database in ${dataDirectory}: ${what}. Use another data folder, or move this one away.`,
  );
}

/** Postgres must run as the owner of its store, which may be an ordinary user even if root starts it. */
async function ownerOf(dataDirectory: string, fallback: User): Promise<User> {
  const { uid, gid } = await stat(dataDirectory);
  return uid === 0 ? fallback : { uid, gid };
}

/**
 * Removes a temporary store after its server has ended; keeps any other. A killed server leaves its interlock behind, a small
 * segment of System V shared memory, of which the machine has a limited number. Its id is the second number in the seventh
 * line of the server's lock file.
 */
export async function removeTemporaryStore(store: PostgresStore): Promise<void> {
  if (!store.isTemporary) return;
  const lockFile = await readFile(join(store.dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  const segment = /^\s*\d+\s+(\d+)\s*$/.exec(lockFile.split('\n')[6] ?? '')?.[1];
  if (segment !== undefined) await execute('ipcrm', ['-m', segment]).catch(() => undefined);
  await rm(store.directory, { recursive: true, force: true });
}

/** @throws any error other than ENOENT, such as missing permission */
async function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      throw error;
    },
  );
}
