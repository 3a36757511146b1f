import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { ByteCollector } from '@switchyard/runtime';
import { CliFailure, fileFault } from '../failure';
import type { Io } from '../io';
import type { ManifestPath } from './find-manifests';

/** The control plane's limit. */
export const MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

export interface ManifestFile extends Pick<ManifestPath, 'name' | 'folder'> {
  readonly text: string;
}

/**
 * Reads a manifest's text.
 *
 * @throws CliFailure if it cannot be read or is too large
 */
export async function readManifestFile({ name, file, folder }: ManifestPath, io: Io): Promise<ManifestFile> {
  if (file === null) return { name, folder, text: decode(await readStandardInput(io), name) };
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliFailure('usage', `Cannot read the manifest ${name}: ${fileFault(error)}.`);
  });
  return { name, folder, text: decode(bytes, name) };
}

export function tooLarge(name: string): CliFailure {
  const limit = `${MANIFEST_BYTES_MAX / 1024 / 1024} MiB`;
  return new CliFailure('refused', `${name} is larger than ${limit}, the limit for manifests.`);
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
  if (bytes.byteLength > MANIFEST_BYTES_MAX) throw tooLarge(name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliFailure('refused', `${name} is not UTF-8 text.`);
  }
}
