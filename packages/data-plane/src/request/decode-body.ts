import { once } from 'node:events';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib';
import { GatewayError } from '../formats/gateway-error';

/** The supported content codings with their decoders. */
const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export const isDecodable = (coding: string): boolean => Object.hasOwn(DECODERS, coding);

/**
 * Decodes a body's content coding.
 *
 * @param onBytes called with the size of each chunk before the next one is decoded; throwing ends the decoding
 * @throws GatewayError invalid_json if the body is not in that coding
 */
export async function decodeBody(body: Buffer, coding: string, onBytes: (bytes: number) => void): Promise<Buffer> {
  const decoder = DECODERS[coding]?.();
  if (decoder === undefined) throw new Error(`content coding ${coding} is not supported`);
  const chunks: Buffer[] = [];
  const ended = once(decoder, 'end');
  decoder.on('data', (chunk: Buffer) => {
    try {
      onBytes(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      decoder.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  try {
    decoder.end(body);
    await ended;
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('invalid_json', `The request body is not valid ${coding}.`);
  } finally {
    decoder.destroy();
  }
  return Buffer.concat(chunks);
}
