import type { IncomingMessage } from 'node:http';

/** A request body: whole, cut off because the client went away, or the beginning of one that is too large. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly outcome: 'WHOLE' | 'ABORTED' | 'TOO_LARGE';
}

export async function readBody(request: IncomingMessage, bytesMax: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  try {
    // A body that is too large still gets a response on the connection.
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
