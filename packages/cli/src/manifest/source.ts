import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFault } from '../failure';

const FILE_BYTES_MAX = 64 * 1024;
const SOURCE = /^(env|file):([^{}]+)$/;
/** A manifest that showed one of these in a name would give it to everybody who may read names. */
const OWN_SECRETS: readonly string[] = ['SWITCHYARD_TOKEN', 'SWITCHYARD_ADMIN_TOKEN', 'SWITCHYARD_SEALING_KEY'];

/** Where a secret or a text is. */
export interface Source {
  readonly kind: 'env' | 'file';
  /** The variable's or the file's name. */
  readonly name: string;
}

/** Why a secret or a text cannot be read; never quotes it. */
export class MissingSource extends Error {}

/** Finds the file of a path, or throws `MissingSource`. */
export interface Files {
  fileAt(path: string): Promise<string>;
}

/** Any file, for paths that are given on the command line. */
export function anyFile(folder: string): Files {
  return { fileAt: async (path) => resolve(folder, path) };
}

/** Parses `env:VARIABLE` or `file:PATH`; null for anything else. */
export function parseSource(text: string): Source | null {
  const [, kind, name] = SOURCE.exec(text) ?? [];
  return name === undefined ? null : { kind: kind === 'env' ? 'env' : 'file', name };
}

/**
 * Reads a variable, or a file without one trailing line break.
 *
 * @throws MissingSource if it is missing or empty
 */
export async function readSource(
  { kind, name }: Source,
  environment: NodeJS.ProcessEnv,
  files: Files,
): Promise<string> {
  return kind === 'env' ? ofVariable(name, environment) : ofFile(await files.fileAt(name));
}

function ofVariable(name: string, environment: NodeJS.ProcessEnv): string {
  if (OWN_SECRETS.includes(name)) {
    throw new MissingSource(
      `the environment variable ${name} holds a secret of Switchyard itself: a manifest cannot refer to it`,
    );
  }
  const value = environment[name];
  if (value) return value;
  throw new MissingSource(`the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`);
}

async function ofFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX) throw new MissingSource(`the file ${file} is larger than ${FILE_BYTES_MAX / 1024} KiB`);
    const bytes = await readFile(file);
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
    if (value === '') throw new MissingSource(`the file ${file} is empty`);
    return value;
  } catch (error) {
    if (error instanceof MissingSource) throw error;
    if (error instanceof TypeError) throw new MissingSource(`the file ${file} is not UTF-8 text`);
    throw new MissingSource(`cannot read the file ${file}: ${fileFault(error)}`);
  }
}
