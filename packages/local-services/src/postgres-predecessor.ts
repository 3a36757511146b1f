import { readFile, readlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { pause } from '@switchyard/runtime';
import { promisify } from 'node:util';
import { LocalServiceError } from './local-service-error';

const POLL_MS = 50;
/** The signals to try, gentlest first, and how long to wait after each, in ms. */
const SIGNALS: readonly [NodeJS.Signals, number][] = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/**
 * Stops a server that an earlier, killed process left running on this data folder. The caller holds the folder's lock, so any
 * server on it is an orphan. A leftover lock file whose process id now belongs to another program would keep Postgres from
 * starting, so it is rewritten as one that Postgres recognizes as stale.
 *
 * @throws LocalServiceError if that server does not stop
 */
export async function endPredecessor(dataDirectory: string): Promise<void> {
  const lockFile = join(dataDirectory, 'postmaster.pid');
  const content = await readFile(lockFile, 'utf8').catch(() => null);
  const pid = Number.parseInt(content ?? '', 10);
  if (content === null || !(pid > 1) || !isAlive(pid)) return;
  if (await servesFolder(pid, dataDirectory)) return end(pid, dataDirectory);
  // Postgres treats its own parent's process id as stale (CreateLockFile in its miscinit.c). Keep the file, because its
  // later lines let Postgres find backends that outlived their server.
  await writeFile(lockFile, content.replace(/^\d+/, String(process.pid)));
}

async function end(pid: number, dataDirectory: string): Promise<void> {
  for (const [signal, graceMs] of SIGNALS) {
    process.kill(pid, signal);
    const deadline = performance.now() + graceMs;
    while (performance.now() < deadline) {
      if (!isAlive(pid) || !(await servesFolder(pid, dataDirectory))) return;
      await pause(POLL_MS);
    }
  }
  throw new LocalServiceError(
    `Another Postgres (process ${pid}) is still using ${dataDirectory} and does not stop. Stop it and start again.`,
  );
}

/** EPERM: alive, but another user's process. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is a Postgres on this folder: a server's working directory is its data folder. */
async function servesFolder(pid: number, dataDirectory: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return program.trim() === 'postgres' && cwd === (await realpath(dataDirectory));
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(`-D ${dataDirectory}`);
}
