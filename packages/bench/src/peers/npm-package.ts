import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_MS_MAX = 300_000;
/** Written when an installation is complete; has the manifest that was installed. */
const INSTALLED_MARK = 'installed.json';

/** A program that comes as an npm package. */
export interface NpmProgram {
  readonly name: string;
  readonly version: string;
  /** Its file in the package. */
  readonly file: string;
  /** Exact versions of what it depends on, where later ones break it. */
  readonly pinned: Readonly<Record<string, string>>;
}

export const PORTKEY_PROGRAM: NpmProgram = {
  name: '@portkey-ai/gateway',
  version: '1.15.2',
  file: 'build/start-server.js',
  // As in its own lockfile. With later ones, which its ranges allow, streams fail with "TypeError: immutable".
  pinned: { '@hono/node-server': '1.13.5', hono: '4.9.7' },
};

/** Where programs are installed by default. Outside the repository: none of them is a dependency of Switchyard. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['XDG_CACHE_HOME'];
  return join(given === undefined || given === '' ? join(homedir(), '.cache') : given, 'switchyard-bench');
}

/**
 * Installs exactly these versions, unless the folder has them.
 *
 * @param install runs npm in a folder with a manifest
 * @returns the path of its file, or why it could not be installed
 */
export async function installNpmProgram(
  { name, version, file, pinned }: NpmProgram,
  folder: string = cacheFolder(),
  install = npmInstall,
): Promise<{ readonly path: string } | { readonly path: null; readonly reason: string }> {
  const prefix = join(folder, `${name.replaceAll(/[^\w.-]+/g, '-')}-${version}`);
  const path = join(prefix, 'node_modules', name, file);
  const manifest = JSON.stringify({ private: true, dependencies: { [name]: version }, overrides: pinned });
  const installed = await readFile(join(prefix, INSTALLED_MARK), 'utf8').catch(() => null);
  if (installed === manifest) return { path };
  try {
    await mkdir(prefix, { recursive: true });
    await writeFile(join(prefix, 'package.json'), manifest);
    await install(prefix);
    await writeFile(join(prefix, INSTALLED_MARK), manifest);
    return { path };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const reason = (stderr.trim() || message).split('\n')[0];
    return { path: null, reason: `npm could not install ${name}@${version}: ${reason}` };
  }
}

/** Without scripts: of all its packages only patch-package has one, and there is nothing to patch. */
async function npmInstall(prefix: string): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  await promisify(execFile)('npm', args, { cwd: prefix, timeout: INSTALL_MS_MAX });
}
