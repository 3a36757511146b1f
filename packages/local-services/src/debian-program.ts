import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { DebianPackageError, unpackDebianPackage } from './debian-package';
import { LocalServiceError } from './local-service-error';

/** Next to `packages`, from the sources, the build, and a bundled program. Ignored by git. */
const TOOLS_FOLDER = resolve(__dirname, '..', '..', '..', '.tools');

/** A program of a Debian package. */
export interface DebianProgram {
  readonly name: string;
  readonly packageName: string;
  /** Within the package, such as `usr/bin/prometheus`. */
  readonly path: string;
  /** An environment variable with the program's path; null if there is none. */
  readonly variable: string | null;
  /** What to do if it is not found. */
  readonly howToInstall: string;
}

/**
 * Finds a program: what its variable says, else the first one on the PATH, else Debian's package, unpacked into the tools folder
 * (on Debian and Ubuntu).
 *
 * @throws LocalServiceError in one line that says how to install it
 */
export async function findDebianProgram(
  { name, packageName, path, variable, howToInstall }: DebianProgram,
  environment: NodeJS.ProcessEnv = process.env,
  toolsFolder: string = TOOLS_FOLDER,
): Promise<string> {
  const given = variable === null ? undefined : environment[variable];
  if (given !== undefined && given !== '') {
    if (await isProgram(given)) return resolve(given);
    throw new LocalServiceError(`${variable} is ${given}, which is not an executable file: ${howToInstall}`);
  }
  const installed = await findOnPath(name, environment);
  if (installed !== null) return installed;
  const unpacked = join(toolsFolder, packageName, path);
  if (await isProgram(unpacked)) return unpacked;
  try {
    await unpackDebianPackage(packageName, toolsFolder, environment);
  } catch (error) {
    const reason = error instanceof DebianPackageError ? error.message : String(error);
    throw new LocalServiceError(`${name} not found (${reason}): ${howToInstall}`, { cause: error });
  }
  return unpacked;
}

async function findOnPath(program: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const candidate = join(folder, program);
    if (folder !== '' && (await isProgram(candidate))) return resolve(candidate);
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
