import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, zstdDecompress } from 'node:zlib';
import { GatewayError } from './gateway-error';

/** The content codings that are decoded, with what decodes them. */
const DECODERS: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** That the consumer went away before its request was whole: there is nobody to answer. */
export class ConsumerGone extends Error {
  override readonly name = 'ConsumerGone';
}

/**
 * The whole body of a request, decoded. Neither what is read nor what it decodes to exceeds `bytesMax`.
 *
 * @throws GatewayError request_too_large, unsupported_encoding or invalid_json
 * @throws ConsumerGone
 */
export async function readRequestBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  const decode = coding === '' || coding === 'identity' ? null : DECODERS[coding];
  if (decode === undefined) {
    throw new GatewayError(
      'unsupported_encoding',
      `The content-encoding '${coding.slice(0, 64)}' is not supported: send the body plain, or in gzip, br or zstd.`,
    );
  }
  const body = await readAll(request, bytesMax);
  return decode === null ? body : decodeBody(body, decode, coding, bytesMax);
}

const tooLarge = (bytesMax: number) =>
  new GatewayError('request_too_large', `The request's body is larger than the ${bytesMax} bytes that are allowed.`);

function readAll(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      else settle(() => reject(tooLarge(bytesMax)));
    };
    const onEnd = () => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const onGone = () => settle(() => reject(new ConsumerGone()));
    const settle = (conclude: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      // What is still on its way is read and dropped, so that the answer can be seen on this connection.
      request.on('error', () => {}).resume();
      conclude();
    };
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}

async function decodeBody(
  body: Buffer,
  decode: (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
  coding: string,
  bytesMax: number,
): Promise<Buffer> {
  try {
    return await decode(body, { maxOutputLength: bytesMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bytesMax);
    throw new GatewayError('invalid_json', `The request's body could not be decoded as ${coding}.`);
  }
}
