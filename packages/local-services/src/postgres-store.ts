import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './postgres-binaries';
import type { User } from './unprivileged-user';

const execute = promisify(execFile);
const INITDB_TIMEOUT_MS = 120_000;

export const SUPERUSER = 'switchyard';

/** A folder with a database cluster and its superuser's password, both for their owner's eyes only. */
export interface PostgresStore {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly password: string;
  readonly isTemporary: boolean;
}

/** Opens the store in the directory, or makes it; without a directory a temporary one is made. */
export async function openPostgresStore(
  binaries: PostgresBinaries,
  user: User | null,
  givenDirectory: string | undefined,
): Promise<PostgresStore> {
  const isTemporary = givenDirectory === undefined;
  const directory = isTemporary ? await mkdtemp(join(tmpdir(), 'switchyard-postgres-')) : resolve(givenDirectory);
  const dataDirectory = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  if (!isTemporary) await mkdir(directory, { recursive: true, mode: 0o700 });
  if (await isMissing(dataDirectory)) {
    try {
      await initialise(binaries, user, { directory, dataDirectory, passwordFile });
    } catch (error) {
      if (isTemporary) await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }
  return { directory, dataDirectory, password: (await readFile(passwordFile, 'utf8')).trim(), isTemporary };
}

async function initialise(
  binaries: PostgresBinaries,
  user: User | null,
  paths: { directory: string; dataDirectory: string; passwordFile: string },
): Promise<void> {
  const unfinished = join(paths.directory, 'initialising');
  await rm(unfinished, { recursive: true, force: true });
  // Any user of the machine can reach a port of the loopback, and whoever is superuser can run programs by it: so there
  // is a password, and trust is given to nobody.
  await writeFile(paths.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== null) {
    await chown(paths.directory, user.uid, user.gid);
    await chown(paths.passwordFile, user.uid, user.gid);
  }
  // The same order and the same messages whatever the machine's locale.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // Guessing 24 random bytes needs no slowing down, and each connection pays for the iterations.
  const password = [`--pwfile=${paths.passwordFile}`, '--auth=scram-sha-256', '-c', 'scram_iterations=1'];
  const args = ['-D', unfinished, '-U', SUPERUSER, '--no-instructions', '--no-sync', ...locale, ...password];
  try {
    await execute(binaries.initdb, args, { cwd: '/', timeout: INITDB_TIMEOUT_MS, ...user });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`initdb could not make ${unfinished}. It wrote:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
  // From here on the store is whole; before, the next start begins anew.
  await rename(unfinished, paths.dataDirectory);
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

async function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    () => true,
  );
}
