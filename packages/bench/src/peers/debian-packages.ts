import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const INSTALL_MS_MAX = 300_000;
const VERSION_MS_MAX = 10_000;
/** In seconds: another apt-get may be running. */
const WAIT_FOR_OTHERS = 'DPkg::Lock::Timeout=120';

/** A program of a Debian package of the same name. */
export interface DebianProgram {
  readonly name: string;
  /** What makes it print its version, on either stream. */
  readonly versionArguments: readonly string[];
  /** Finds the version in that. */
  readonly version: RegExp;
}

export const NGINX_PROGRAM: DebianProgram = { name: 'nginx', versionArguments: ['-v'], version: /nginx\/(\S+)/ };
export const HAPROXY_PROGRAM: DebianProgram = {
  name: 'haproxy',
  versionArguments: ['-v'],
  version: /version (\d[\w.]*)/i,
};
export const WRK_PROGRAM: DebianProgram = { name: 'wrk', versionArguments: ['-v'], version: /wrk (?:debian\/)?(\S+)/ };

/**
 * Installs the packages of programs that are missing, where this process may.
 *
 * @param run runs a command; the system's by default
 * @returns the version of each program, or why it is missing and what to do
 */
export async function installDebianPrograms(
  programs: readonly DebianProgram[],
  { isRoot = process.getuid?.() === 0, run = runCommand }: { isRoot?: boolean; run?: typeof runCommand } = {},
): Promise<Map<string, Installed>> {
  const missing: string[] = [];
  for (const program of programs) if ((await versionOf(program, run)) === null) missing.push(program.name);
  const problem = missing.length === 0 ? null : await install(missing, isRoot, run);
  const installed = new Map<string, Installed>();
  for (const program of programs) {
    const version = await versionOf(program, run);
    const reason = `${program.name} is not installed${problem === null ? '' : ` (${problem})`}: install the package ${program.name}`;
    installed.set(program.name, version === null ? { version, reason } : { version });
  }
  return installed;
}

/** The version of a program that is there, or why it is not. */
export type Installed = { readonly version: string } | { readonly version: null; readonly reason: string };

async function versionOf(
  { name, versionArguments, version }: DebianProgram,
  run: typeof runCommand,
): Promise<string | null> {
  const output = await run(name, versionArguments, VERSION_MS_MAX);
  return version.exec(output.text)?.[1] ?? null;
}

/** @returns why it failed; null if it did not */
async function install(names: readonly string[], isRoot: boolean, run: typeof runCommand): Promise<string | null> {
  if (!isRoot) return 'only root can install it';
  const apt = (...args: readonly string[]) =>
    run('apt-get', ['-q', '-y', '-o', WAIT_FOR_OTHERS, ...args], INSTALL_MS_MAX);
  await apt('update');
  const { succeeded, text } = await apt('install', '--no-install-recommends', ...names);
  return succeeded ? null : `apt-get: ${text.trim().split('\n').at(-1) ?? ''}`;
}

/** @returns what it wrote; wrk exits with 1 even where it prints its version */
async function runCommand(
  file: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ readonly succeeded: boolean; readonly text: string }> {
  // With SYSTEMD_OFFLINE the packages' scripts do not start nginx and haproxy as services of the machine.
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, args, { env, timeout: timeoutMs });
    return { succeeded: true, text: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { succeeded: false, text: stdout + stderr };
  }
}
