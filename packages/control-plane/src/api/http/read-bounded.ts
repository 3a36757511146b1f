import type { Request } from 'express';

/** The request's body as it was sent; or why there is none: it is too large, or the client disconnected before its end. */
export type BoundedBody = Buffer | 'TOO_LARGE' | 'ABORTED';

export async function readBounded(request: Request, bytesMax: number): Promise<BoundedBody> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request) {
      bytes += (piece as Buffer).length;
      // The rest is read and dropped, so that the client can read the answer.
      if (bytes <= bytesMax) pieces.push(piece as Buffer);
      else pieces.length = 0;
    }
  } catch {
    return 'ABORTED';
  }
  return bytes > bytesMax ? 'TOO_LARGE' : Buffer.concat(pieces);
}
