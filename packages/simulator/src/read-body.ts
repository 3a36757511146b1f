import type { IncomingMessage } from 'node:http';

/** What arrived of a body: all of it, as much as its sender sent before it went away, or the beginning of a too large one. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly outcome: 'WHOLE' | 'ABORTED' | 'TOO_LARGE';
}

export async function readBody(request: IncomingMessage, bytesMax: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    // The connection is still needed for the answer to a body that is too large.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      byteCount += chunk.length;
      chunks.push(chunk);
      if (byteCount > bytesMax) {
        request.resume();
        return { bytes: Buffer.concat(chunks).subarray(0, bytesMax), outcome: 'TOO_LARGE' };
      }
    }
    return { bytes: Buffer.concat(chunks), outcome: 'WHOLE' };
  } catch {
    return { bytes: Buffer.concat(chunks), outcome: 'ABORTED' };
  }
}
