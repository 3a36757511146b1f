import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFault } from './failure';

const SECRET_BYTES_MAX = 64 * 1024;
const SOURCE = /^(env|file):([^{}]+)$/;

/** Where a secret is. */
export interface SecretSource {
  readonly kind: 'env' | 'file';
  /** The variable's or the file's name. */
  readonly name: string;
}

/** Why a secret cannot be read. */
export class MissingSecret extends Error {}

/** Parses `env:VARIABLE` or `file:PATH`; null for anything else. */
export function secretSource(text: string): SecretSource | null {
  const [, kind, name] = SOURCE.exec(text) ?? [];
  return name === undefined ? null : { kind: kind === 'env' ? 'env' : 'file', name };
}

/**
 * Reads a secret, without one trailing line break of a file.
 *
 * @param folder where a relative path starts
 * @throws MissingSecret
 */
export async function readSecret(
  { kind, name }: SecretSource,
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<string> {
  return kind === 'env' ? ofVariable(name, environment) : ofFile(resolve(folder, name));
}

function ofVariable(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name];
  if (value) return value;
  throw new MissingSecret(`the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`);
}

async function ofFile(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > SECRET_BYTES_MAX) throw new MissingSecret(`the file ${file} is too large for a secret`);
    const value = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
    if (value === '') throw new MissingSecret(`the file ${file} is empty`);
    return value;
  } catch (error) {
    if (error instanceof MissingSecret) throw error;
    throw new MissingSecret(`cannot read the file ${file}: ${fileFault(error)}`);
  }
}
