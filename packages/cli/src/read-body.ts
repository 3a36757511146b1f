import { ByteCollector } from '@switchyard/runtime';
import { CliFailure } from './failure';

/** @throws CliFailure if the body is larger than `bytesMax` */
export async function readBody(response: Response, bytesMax: number): Promise<string> {
  const body = new ByteCollector();
  for await (const chunk of response.body ?? []) {
    body.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (body.length > bytesMax)
      throw new CliFailure('fault', `The response is larger than ${bytesMax / 1024 / 1024} MiB.`);
  }
  return body.take().toString('utf8');
}
