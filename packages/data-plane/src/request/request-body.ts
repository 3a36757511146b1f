import type { IncomingMessage } from 'node:http';
import { ByteCollector } from '@switchyard/runtime';
import type { ConsumerTimeouts } from '../load/consumer-timeouts';
import type { Permit } from '../load/permit';
import { decodeBody, isDecodable } from './decode-body';
import { GatewayError } from '../formats/gateway-error';

/** The consumer disconnected before its request was complete, so no answer can be sent. */
export class ConsumerGone extends Error {
  override readonly name = 'ConsumerGone';
}

export interface BodyLimits {
  /** Limits both the received and the decoded body. */
  readonly bytesMax: number;
  readonly timeouts: Pick<ConsumerTimeouts, 'bodyPauseMs' | 'bodyMs'>;
  /** Accounts for the buffered bytes, and gives them back when the request is over. */
  readonly permit: Permit;
}

/**
 * Reads and decodes a request's entire body.
 *
 * @throws GatewayError request_too_large, request_timeout, overloaded, unsupported_encoding or invalid_json
 * @throws ConsumerGone
 */
export async function readRequestBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  const isPlain = coding === '' || coding === 'identity';
  if (!isPlain && !isDecodable(coding)) {
    throw new GatewayError(
      'unsupported_encoding',
      `Content-encoding '${coding.slice(0, 64)}' is not supported: send the body uncompressed, or with gzip, br or zstd.`,
    );
  }
  const body = await readAll(request, limits);
  if (isPlain) return body;
  const decoded = await decodeBody(body, coding, meter(limits));
  limits.permit.free(body.length);
  return decoded;
}

/** Counts the bytes of a body. The returned function throws at the chunk that exceeds a limit. */
function meter({ bytesMax, permit }: BodyLimits): (bytes: number) => void {
  let total = 0;
  return (bytes) => {
    total += bytes;
    if (total > bytesMax) throw tooLarge(bytesMax);
    permit.hold(bytes);
  };
}

const tooLarge = (bytesMax: number) =>
  new GatewayError('request_too_large', `The request body is larger than ${bytesMax} bytes.`);

const tooSlow = () => new GatewayError('request_timeout', 'The request body did not arrive in time.');

function readAll(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { bytesMax, timeouts } = limits;
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return new Promise((resolve, reject) => {
    const body = new ByteCollector();
    const count = meter(limits);
    const fail = (error: unknown) => settle(() => reject(error));
    const deadlineMs = performance.now() + timeouts.bodyMs;
    const pause = setTimeout(() => fail(tooSlow()), Math.min(timeouts.bodyPauseMs, timeouts.bodyMs));
    const onData = (chunk: Buffer) => {
      try {
        count(chunk.length);
        if (performance.now() > deadlineMs) throw tooSlow();
        body.push(chunk);
        pause.refresh();
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = () => settle(() => resolve(body.take()));
    const onGone = () => fail(new ConsumerGone());
    const settle = (conclude: () => void) => {
      clearTimeout(pause);
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      // The rest of the body is read and dropped, so that the client can read the answer on this connection.
      request.on('error', () => {}).resume();
      conclude();
    };
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
