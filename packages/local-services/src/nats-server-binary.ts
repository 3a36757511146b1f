import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { DebianPackageError, unpackDebianPackage } from './debian-package';
import { LocalServiceError } from './local-service-error';

/** Next to `packages`, from the sources, the build, and a bundled program. Ignored by git. */
const TOOLS_FOLDER = resolve(__dirname, '..', '..', '..', '.tools');
const HOW_TO_INSTALL = 'install nats-server 2.9 or newer and put it on the PATH, or set NATS_SERVER to its path';

/**
 * Finds a nats-server: `NATS_SERVER`, else the first one on the PATH, else Debian's package, unpacked into the tools folder
 * (on Debian and Ubuntu).
 *
 * @throws LocalServiceError in one line that says how to install it
 */
export async function findNatsServer(
  environment: NodeJS.ProcessEnv = process.env,
  toolsFolder: string = TOOLS_FOLDER,
): Promise<string> {
  const given = environment['NATS_SERVER'];
  if (given !== undefined && given !== '') {
    if (await isProgram(given)) return resolve(given);
    throw new LocalServiceError(`NATS_SERVER is ${given}, which is not an executable file: ${HOW_TO_INSTALL}`);
  }
  const installed = await findOnPath('nats-server', environment);
  if (installed !== null) return installed;
  const unpacked = join(toolsFolder, 'nats-server', 'usr', 'sbin', 'nats-server');
  if (await isProgram(unpacked)) return unpacked;
  try {
    await unpackDebianPackage('nats-server', toolsFolder, environment);
  } catch (error) {
    const reason = error instanceof DebianPackageError ? error.message : String(error);
    throw new LocalServiceError(`nats-server not found (${reason}): ${HOW_TO_INSTALL}`, { cause: error });
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
