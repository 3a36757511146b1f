import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { errorCode } from './error-code';
import { CliFailure, fileFault } from './failure';

const MODE_DEFAULT = 0o666;

/**
 * Replaces a file atomically: readers see the old content or the new one, never a part. A pipe or a device is written to and
 * not replaced; for a link, its target is replaced.
 *
 * @throws CliFailure if it cannot be written
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const file = await realpath(path).catch(unlessMissing(path));
    const before = await stat(file).catch(unlessMissing(null));
    if (before !== null && !before.isFile()) await writeFile(file, text);
    else await writeBeside(file, text, before === null ? MODE_DEFAULT : before.mode & 0o777);
  } catch (error) {
    throw new CliFailure('usage', `Cannot write ${path}: ${fileFault(error)}.`);
  }
}

async function writeBeside(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, text, { flag: 'wx', mode });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function unlessMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (errorCode(error) === 'ENOENT') return instead;
    throw error;
  };
}
