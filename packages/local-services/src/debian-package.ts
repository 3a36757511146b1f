import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const APT_TIMEOUT_MS = 180_000;

/** Why a package could not be downloaded, in one line. */
export class DebianPackageError extends Error {}

/**
 * Downloads a package of Debian or Ubuntu and unpacks it into a folder of the same name in the tools folder. It installs
 * nothing and needs no privileges. If several processes do this at the same time, the first one's result is kept.
 *
 * @throws DebianPackageError
 */
export async function unpackDebianPackage(
  name: string,
  toolsFolder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  await mkdir(toolsFolder, { recursive: true });
  const workFolder = await mkdtemp(join(toolsFolder, `${name}-`));
  const finished = join(toolsFolder, name);
  try {
    await download(name, workFolder, environment);
    const archive = (await readdir(workFolder)).find((file) => file.endsWith('.deb'));
    if (archive === undefined) throw new DebianPackageError(`apt-get did not download package ${name}`);
    const unpacked = join(workFolder, 'unpacked');
    await run('dpkg-deb', ['-x', join(workFolder, archive), unpacked], workFolder, environment);
    await rename(unpacked, finished).catch(async (error: unknown) => {
      const isPresent = await access(finished).then(
        () => true,
        () => false,
      );
      if (!isPresent) throw error;
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

/** Uses the system's package lists if it has any; otherwise fetches lists into the work folder. */
async function download(name: string, workFolder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  // As root, apt would download as a user who cannot write to our folder, and warn about it.
  const asThisUser = ['-q', '-o', 'APT::Sandbox::User='];
  try {
    await run('apt-get', [...asThisUser, 'download', name], workFolder, environment);
  } catch (error) {
    if (error instanceof DebianPackageError && error.cause === 'ENOENT') throw error;
    const state = join(workFolder, 'state');
    const cache = join(workFolder, 'cache');
    await mkdir(join(state, 'lists', 'partial'), { recursive: true });
    await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
    const ownLists = [`Dir::State=${state}`, `Dir::State::lists=${join(state, 'lists')}`, `Dir::Cache=${cache}`];
    const options = [...asThisUser, ...ownLists.flatMap((option) => ['-o', option])];
    await run('apt-get', [...options, 'update'], workFolder, environment);
    await run('apt-get', [...options, 'download', name], workFolder, environment);
  }
}

async function run(program: string, args: string[], cwd: string, environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    await execute(program, args, { cwd, timeout: APT_TIMEOUT_MS, env: { ...environment, LC_ALL: 'C' } });
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new DebianPackageError(`${program} not found`, { cause: code });
    const lastLine = stderr?.trim().split('\n').at(-1) ?? String(error);
    throw new DebianPackageError(`${program} ${args.at(-1)}: ${lastLine}`, { cause: error });
  }
}
