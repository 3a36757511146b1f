import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type FolderLock, lockFolder } from './folder-lock';
import { lastWordsIn, LocalServiceError, storeError, storeReasonIn } from './local-service-error';
import type { PostgresBinaries } from './postgres-binaries';
import { endPredecessor } from './postgres-predecessor';
import type { User } from './unprivileged-user';

const execute = promisify(execFile);
const INITDB_TIMEOUT_MS = 120_000;
const UNFINISHED = 'initialising-';

export const SUPERUSER = 'switchyard';

/** A folder with a database cluster and its superuser's password, both for their owner's eyes only. */
export interface PostgresStore {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly password: string;
  readonly isTemporary: boolean;
  /** Who has to run the server, because the store belongs to them; null for this process's own user. */
  readonly user: User | null;
  /** Whoever comes after us may use the store. */
  release(): void;
}

/**
 * Opens the store in the directory, or makes it; without a directory a temporary one is made. Until `release()` nobody
 * else can open it, and no other server runs on it.
 *
 * @param user who is to own a new store and run its server, where that is not this process's own user
 * @throws LocalServiceError where it cannot be used
 */
export async function openPostgresStore(
  binaries: PostgresBinaries,
  user: User | null,
  givenDirectory: string | undefined,
): Promise<PostgresStore> {
  const isTemporary = givenDirectory === undefined;
  const directory = isTemporary ? await mkdtemp(join(tmpdir(), 'switchyard-postgres-')) : resolve(givenDirectory);
  let lock: FolderLock | null = null;
  try {
    if (!isTemporary) await mkdir(directory, { recursive: true, mode: 0o700 });
    lock = isTemporary ? null : lockFolder(directory);
    const dataDirectory = join(directory, 'data');
    const passwordFile = join(directory, 'password');
    if (await isMissing(dataDirectory)) await initialise(binaries, user, { directory, dataDirectory, passwordFile });
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

async function initialise(
  binaries: PostgresBinaries,
  user: User | null,
  paths: { directory: string; dataDirectory: string; passwordFile: string },
): Promise<void> {
  await removeUnfinished(paths.directory);
  const unfinished = await mkdtemp(join(paths.directory, UNFINISHED));
  // Any user of the machine can reach a port of the loopback, and whoever is superuser can run programs by it: so there
  // is a password, and trust is given to nobody.
  await writeFile(paths.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== null) {
    await Promise.all(
      Object.values({ ...paths, dataDirectory: unfinished }).map((path) => chown(path, user.uid, user.gid)),
    );
  }
  // The same order and the same messages whatever the machine's locale.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // Guessing 24 random bytes needs no slowing down, and each connection pays for the iterations.
  const password = ['--pwfile=../password', '--auth=scram-sha-256', '-c', 'scram_iterations=1'];
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
    const reason = storeReasonIn(output) ?? lastWordsIn(output);
    throw new LocalServiceError(`Cannot create a database in ${paths.directory}: ${reason}.`, {
      cause: new Error(`initdb wrote:\n${output}`),
    });
  }
  // From here on the store is whole; before, the next start begins anew.
  await rename(unfinished, paths.dataDirectory);
}

/** An initdb whose program was killed may still be writing to its folder; then the next start takes that away. */
async function removeUnfinished(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.startsWith(UNFINISHED));
  const removals = names.map((name) => rm(join(directory, name), { recursive: true, force: true }));
  await Promise.allSettled(removals);
}

/**
 * How a Postgres that is started with the folder as its working directory has to be told of it. Another user than ours
 * may own the folder and yet not be let through to it, as below root's home; on Linux that user reaches it as what it
 * already stands in.
 */
export function folderAsSeenBy(user: User | null, folder: string): string {
  return user !== null && process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** A store serves one major version of Postgres only (its documentation, section 18.6, "Upgrading a PostgreSQL Cluster"). */
async function requireVersion(dataDirectory: string, wanted: string): Promise<void> {
  const found = await readFile(join(dataDirectory, 'PG_VERSION'), 'utf8').catch(() => null);
  if (found?.trim() === wanted) return;
  const what =
    found === null
      ? 'it was not created by Postgres'
      : `it was created by Postgres ${found.trim()}, and this is Postgres ${wanted}`;
  throw new LocalServiceError(
    `Cannot use the database in ${dataDirectory}: ${what}. Use another data folder, or move this one away.`,
  );
}

/** Postgres wants to be run by the owner of its store; that may be an ordinary user whose store root starts. */
async function ownerOf(dataDirectory: string, fallback: User): Promise<User> {
  const { uid, gid } = await stat(dataDirectory);
  return uid === 0 ? fallback : { uid, gid };
}

/**
 * Removes a temporary store whose server has ended; one that was given by name stays. A server that was killed leaves
 * its interlock behind, a small segment of System V shared memory, of which the machine has a limited number; its id
 * is the second number in the seventh line of the server's lock file.
 */
export async function removeTemporaryStore(store: PostgresStore): Promise<void> {
  if (!store.isTemporary) return;
  const lockFile = await readFile(join(store.dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  const segment = /^\s*\d+\s+(\d+)\s*$/.exec(lockFile.split('\n')[6] ?? '')?.[1];
  if (segment !== undefined) await execute('ipcrm', ['-m', segment]).catch(() => undefined);
  await rm(store.directory, { recursive: true, force: true });
}

/** @throws where it cannot be told, such as for want of permission */
async function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      throw error;
    },
  );
}
