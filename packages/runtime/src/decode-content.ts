import { once } from 'node:events';
import { ByteCollector } from './byte-collector';
import { contentDecoder } from './content-decoder';
import { Slots } from './slots';

/**
 * How many bodies the process decodes at once; others wait. A decoder takes up to 16 MiB besides what it decodes, and Node
 * has four threads for them.
 */
const DECODED_AT_ONCE_MAX = 4;
const slots = new Slots(DECODED_AT_ONCE_MAX);

/** A body that does not have the content coding that its headers name. */
export class UndecodableContent extends Error {
  override readonly name = 'UndecodableContent';
}

/**
 * Decodes a whole body.
 *
 * @param onBytes called with the size of each decoded piece before the next one; throwing ends the decoding
 * @throws UndecodableContent, or what `onBytes` throws
 */
export async function decodeContent(body: Buffer, coding: string, onBytes: (bytes: number) => void): Promise<Buffer> {
  const leave = await slots.enter();
  try {
    return await decode(body, coding, onBytes);
  } finally {
    leave();
  }
}

async function decode(body: Buffer, coding: string, onBytes: (bytes: number) => void): Promise<Buffer> {
  const decoder = contentDecoder(coding, body[0] ?? 0);
  if (decoder === null) throw new UndecodableContent(`content coding ${coding} is not supported`);
  const decoded = new ByteCollector();
  let refusal: { readonly reason: unknown } | null = null;
  decoder.on('data', (piece: Buffer) => {
    if (refusal !== null) return;
    try {
      onBytes(piece.length);
      decoded.push(piece);
    } catch (reason) {
      refusal = { reason };
      decoder.destroy(new Error('refused'));
    }
  });
  const ended = once(decoder, 'end');
  decoder.end(body);
  try {
    await ended;
  } catch (error) {
    throw reasonOf(refusal) ?? new UndecodableContent(`the body is not valid ${coding}`, { cause: error });
  } finally {
    decoder.destroy();
  }
  return decoded.take();
}

function reasonOf(refusal: { readonly reason: unknown } | null): Error | null {
  if (refusal === null) return null;
  return refusal.reason instanceof Error ? refusal.reason : new Error(String(refusal.reason));
}
