import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { ByteCollector } from '@switchyard/runtime';
import { CliFailure, fileFault } from './failure';
import type { Io } from './io';

/** The control plane's limit. */
const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;
const STANDARD_INPUT = '-';

export interface ManifestFile {
  /** The name as given, for messages. */
  readonly name: string;
  readonly text: string;
  /** The folder at which relative paths in the manifest start. */
  readonly folder: string;
}

/**
 * Reads a manifest from a file, or from standard input for `-`.
 *
 * @throws CliFailure if it cannot be read or is too large
 */
export async function readManifest(given: string, io: Io): Promise<ManifestFile> {
  if (given === STANDARD_INPUT) {
    return { name: '<stdin>', text: decode(await readStandardInput(io), '<stdin>'), folder: io.folder };
  }
  const file = resolve(io.folder, given);
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliFailure('usage', `Cannot read the manifest ${given}: ${fileFault(error)}.`);
  });
  return { name: given, text: decode(bytes, given), folder: dirname(file) };
}

async function readStandardInput(io: Io): Promise<Buffer> {
  const bytes = new ByteCollector();
  try {
    for await (const chunk of addAbortSignal(io.interrupted, io.stdin)) {
      bytes.push(Buffer.from(chunk as Uint8Array));
      if (bytes.length > MANIFEST_BYTES_MAX) break;
    }
  } catch (error) {
    if (io.interrupted.aborted && io.interrupted.reason instanceof CliFailure) throw io.interrupted.reason;
    throw new CliFailure('usage', `Cannot read standard input: ${fileFault(error)}.`);
  }
  return bytes.take();
}

function decode(bytes: Buffer, name: string): string {
  if (bytes.byteLength > MANIFEST_BYTES_MAX) {
    throw new CliFailure(
      'refused',
      `${name} is larger than ${MANIFEST_BYTES_MAX / 1024 / 1024} MiB, the limit for manifests.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliFailure('refused', `${name} is not UTF-8 text.`);
  }
}
