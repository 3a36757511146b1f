import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { ManifestSecret } from './documents/manifests';
import { CliFailure, fileFault, type Problem } from './failure';
import type { ManifestFile } from './manifest-file';

const SECRET_BYTES_MAX = 64 * 1024;
/** Against a manifest that asks for a whole disk. */
const REFERENCES_MAX = 10_000;
/** A whole scalar, so that no other text is ever taken for a reference. */
const REFERENCE = /^\$\{((env|file):([^{}]+))\}$/;

/** A place where the manifest refers to a secret. */
interface Reference {
  /** Without `${` and `}`. */
  readonly reference: string;
  readonly kind: 'env' | 'file';
  /** The variable's or the file's name. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The secrets that a manifest refers to as `${env:NAME}` or `${file:PATH}`, each once. A path begins where the manifest
 * is; one line break at a file's end is not part of the secret.
 *
 * @throws CliFailure that names each variable and file that is not there, with its place, and never what another holds
 */
export async function manifestSecrets(
  manifest: ManifestFile,
  environment: NodeJS.ProcessEnv,
): Promise<ManifestSecret[]> {
  const secrets = new Map<string, ManifestSecret>();
  const problems: Problem[] = [];
  for (const { reference, kind, name, line, column } of findReferences(manifest)) {
    if (secrets.has(reference)) continue;
    try {
      const value = kind === 'env' ? ofVariable(name, environment) : await ofFile(resolve(manifest.folder, name));
      secrets.set(reference, { reference, value });
    } catch (error) {
      if (!(error instanceof MissingSecret)) throw error;
      problems.push({ file: manifest.name, line, column, path: null, message: error.message, reason: null });
    }
  }
  if (problems.length === 0) return [...secrets.values()];
  const count = problems.length === 1 ? 'a secret' : `${problems.length} secrets`;
  throw new CliFailure('usage', `${manifest.name} refers to ${count} that cannot be had; nothing was sent.`, {
    problems,
  });
}

/** Why a secret cannot be had. */
class MissingSecret extends Error {}

function findReferences(manifest: ManifestFile): Reference[] {
  const lines = new LineCounter();
  const references: Reference[] = [];
  const problems: Problem[] = [];
  for (const document of parsed(manifest, lines)) {
    for (const { message, pos } of document.errors) {
      const { line, col: column } = lines.linePos(pos[0]);
      const [sentence = message] = message.split(/ at line \d+/);
      problems.push({ file: manifest.name, line, column, path: null, message: sentence, reason: null });
    }
    visit(document, {
      Scalar(key, { value, range }) {
        const match = key === 'key' || typeof value !== 'string' ? null : REFERENCE.exec(value);
        const [, reference, kind, name] = match ?? [];
        if (reference === undefined || name === undefined) return;
        const { line, col: column } = lines.linePos(range?.[0] ?? 0);
        references.push({ reference, kind: kind === 'env' ? 'env' : 'file', name, line, column });
      },
    });
  }
  if (problems.length > 0) {
    throw new CliFailure('refused', `${manifest.name} is neither YAML nor JSON; nothing was sent.`, { problems });
  }
  if (references.length > REFERENCES_MAX) {
    throw new CliFailure('refused', `${manifest.name} refers to more than ${REFERENCES_MAX} secrets.`);
  }
  return references;
}

function parsed(manifest: ManifestFile, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    return [...parseAllDocuments(manifest.text, { lineCounter, logLevel: 'silent' })];
  } catch {
    // What is nested too deeply ends in a RangeError.
    throw new CliFailure('refused', `${manifest.name} cannot be read: it may be nested too deeply.`);
  }
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
    throw new MissingSecret(`the file ${file} cannot be read: ${fileFault(error)}`);
  }
}
