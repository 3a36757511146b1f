import { makeFolder } from '@switchyard/runtime';
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { errorCode } from './error-code';
import { CliFailure, fileFault } from './failure';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const OTHERS = 0o077;

const contextsSchema = z.object({
  current: z.string().nullable(),
  contexts: z.record(z.string(), z.object({ url: z.string(), token: z.string() })),
});
/** Control planes by the names that the operator gave them, with a token for each. */
export type Contexts = z.infer<typeof contextsSchema>;

/** Where contexts are kept; null if the environment has no home. */
export function contextsFile(environment: NodeJS.ProcessEnv): string | null {
  const { XDG_CONFIG_HOME, HOME, USERPROFILE } = environment;
  const home = HOME || USERPROFILE;
  const folder = XDG_CONFIG_HOME || (home ? join(home, '.config') : null);
  return folder === null ? null : join(folder, 'switchyard', 'contexts.json');
}

/**
 * The contexts of this operator; none if there is no file.
 *
 * @throws CliFailure if the file cannot be read, or if others may read it
 */
export function readContexts(environment: NodeJS.ProcessEnv): Contexts {
  const file = contextsFile(environment);
  if (file === null) return { current: null, contexts: {} };
  let text: string;
  try {
    refuseReadableByOthers(file);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return { current: null, contexts: {} };
    if (error instanceof CliFailure) throw error;
    throw new CliFailure('usage', `Cannot read ${file}: ${fileFault(error)}.`);
  }
  const contexts = contextsSchema.safeParse(parseJson(text));
  if (contexts.success) return contexts.data;
  throw new CliFailure('usage', `${file} is not a valid contexts file. Delete it and log in again.`);
}

/**
 * Replaces the file of contexts, which only its owner may read.
 *
 * @throws CliFailure if it cannot be written
 */
export function writeContexts(environment: NodeJS.ProcessEnv, contexts: Contexts): string {
  const file = contextsFile(environment);
  if (file === null) throw new CliFailure('usage', 'There is no home folder to store contexts in. Set HOME.');
  const beside = `${file}.${process.pid}.new`;
  try {
    makeFolder(dirname(resolve(file)), OWNER_ONLY_FOLDER);
    chmodSync(dirname(file), OWNER_ONLY_FOLDER);
    writeFileSync(beside, `${JSON.stringify(contexts, null, 2)}\n`, { mode: OWNER_ONLY_FILE, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new CliFailure('usage', `Cannot write ${file}: ${fileFault(error)}.`);
  }
  return file;
}

function refuseReadableByOthers(file: string): void {
  // Windows has no such permissions.
  if (process.platform === 'win32' || (statSync(file).mode & OTHERS) === 0) return;
  throw new CliFailure('usage', `${file} contains tokens, and other users can read it. Run "chmod 600 ${file}" first.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
