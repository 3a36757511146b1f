import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { CliFailure, fileFault } from '../failure';

/** Bounds the walk through a folder that was not meant, such as `/`. */
const FILES_MAX = 10_000;
const EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
export const STANDARD_INPUT = '-';

/** A file that holds a manifest. */
export interface ManifestPath {
  /** As given, or as found below a folder that was given, for messages; `-` for standard input. */
  readonly name: string;
  /** Absolute; null for standard input. */
  readonly file: string | null;
  /** The folder at which relative paths in the manifest start. */
  readonly folder: string;
}

/**
 * The files that are meant by paths of files and folders. Below a folder, all files that end in .yaml, .yml or .json are
 * manifests, without those whose name, or a folder's on the way, begins with a dot.
 *
 * @param given paths, relative to `folder`, or `-`
 * @throws CliFailure if a path does not exist, a folder holds no manifest, or a file is given twice
 */
export async function findManifests(given: readonly string[], folder: string): Promise<ManifestPath[]> {
  const found: ManifestPath[] = [];
  const givenAs = new Map<string, string>();
  for (const path of given) {
    for (const manifest of await manifestsAt(path, folder)) {
      const key = manifest.file === null ? STANDARD_INPUT : await realpath(manifest.file);
      const before = givenAs.get(key);
      if (before !== undefined) throw givenTwice(before, manifest.name);
      givenAs.set(key, manifest.name);
      found.push(manifest);
    }
  }
  return found;
}

async function manifestsAt(given: string, folder: string): Promise<ManifestPath[]> {
  if (given === STANDARD_INPUT) return [{ name: '<stdin>', file: null, folder }];
  const path = resolve(folder, given);
  const found = await orUsageFailure(given, () => stat(path));
  if (!found.isDirectory()) return [{ name: given, file: path, folder: dirname(path) }];
  const names = await filesBelow(given, path, new Set());
  if (names.length === 0) {
    throw new CliFailure(
      'usage',
      `The folder ${given} contains no manifest: no file name in it ends in ${EXTENSIONS.join(', ')}.`,
    );
  }
  return names.map((name) => ({
    name: join(given, name),
    file: join(path, name),
    folder: dirname(join(path, name)),
  }));
}

/** The names of files relative to the folder, sorted. Links are followed, because volumes of Kubernetes consist of them. */
async function filesBelow(given: string, folder: string, entered: ReadonlySet<string>): Promise<string[]> {
  const real = await orUsageFailure(given, () => realpath(folder));
  if (entered.has(real)) return [];
  const names = await orUsageFailure(given, () => readdir(folder));
  const files: string[] = [];
  for (const name of names.filter((one) => !one.startsWith('.')).toSorted()) {
    const path = join(folder, name);
    const found = await orUsageFailure(join(given, name), () => stat(path));
    if (found.isDirectory()) {
      const below = await filesBelow(join(given, name), path, new Set([...entered, real]));
      files.push(...below.map((file) => join(name, file)));
    } else if (EXTENSIONS.includes(extname(name).toLowerCase())) files.push(name);
    if (files.length > FILES_MAX)
      throw new CliFailure('usage', `The folder ${given} contains more than ${FILES_MAX} manifests.`);
  }
  return files;
}

async function orUsageFailure<T>(given: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw new CliFailure('usage', `Cannot read the manifest ${given}: ${fileFault(error)}.`);
  }
}

function givenTwice(first: string, second: string): CliFailure {
  const what = first === second ? `${first} is given twice` : `${first} and ${second} are the same file`;
  return new CliFailure('usage', `${what}. Pass each manifest once.`);
}
