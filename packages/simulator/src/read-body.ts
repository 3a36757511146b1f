import type { IncomingMessage } from 'node:http';
import { ByteCollector } from '@switchyard/runtime';

/** A request body: whole, cut off because the client went away, or the beginning of one that is too large. */
export interface ReadBody {
  readonly bytes: Buffer;
  readonly outcome: 'WHOLE' | 'ABORTED' | 'TOO_LARGE';
}

export async function readBody(request: IncomingMessage, bytesMax: number): Promise<ReadBody> {
  const body = new ByteCollector();
  try {
    // A body that is too large still gets a response on the connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      body.push(chunk);
      if (body.length > bytesMax) {
        request.resume();
        return { bytes: body.take().subarray(0, bytesMax), outcome: 'TOO_LARGE' };
      }
    }
    return { bytes: body.take(), outcome: 'WHOLE' };
  } catch {
    return { bytes: body.take(), outcome: 'ABORTED' };
  }
}
