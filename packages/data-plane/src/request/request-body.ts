import { ByteCollector, type Deadline, DEADLINES, type DeadlineOwner } from '@switchyard/runtime';
import type { BodyTaker, CoalescedRequest } from '../http/coalesced-request';
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
 * Reads and decodes a request's entire body. Call at once: see `CoalescedRequest.giveBody`.
 *
 * @throws GatewayError request_too_large, request_timeout, overloaded, unsupported_encoding or invalid_json
 * @throws ConsumerGone
 */
export function readRequestBody(request: CoalescedRequest, limits: BodyLimits): Promise<Buffer> {
  const coding = (request.headers['content-encoding'] ?? '').trim().toLowerCase();
  const isPlain = coding === '' || coding === 'identity';
  return isPlain ? readAll(request, limits) : readDecoded(request, coding, limits);
}

async function readDecoded(request: CoalescedRequest, coding: string, limits: BodyLimits): Promise<Buffer> {
  if (!isDecodable(coding)) {
    throw new GatewayError(
      'unsupported_encoding',
      `Content-encoding '${coding.slice(0, 64)}' is not supported: send the body uncompressed, or with gzip, br or zstd.`,
    );
  }
  const body = await readAll(request, limits);
  const meter = new BodyMeter(limits);
  const decoded = await decodeBody(body, coding, (bytes) => meter.count(bytes));
  limits.permit.free(body.length);
  return decoded;
}

function readAll(request: CoalescedRequest, limits: BodyLimits): Promise<Buffer> {
  const { bytesMax } = limits;
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  const reading = new BodyReading(request, limits);
  request.giveBody(reading);
  return reading.body;
}

/** Counts the bytes of a body. */
class BodyMeter {
  readonly #limits: BodyLimits;
  #total = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** @throws GatewayError at the bytes that exceed a limit */
  count(bytes: number): void {
    const { bytesMax, permit } = this.#limits;
    this.#total += bytes;
    if (this.#total > bytesMax) throw tooLarge(bytesMax);
    permit.hold(bytes);
  }
}

const tooLarge = (bytesMax: number) =>
  new GatewayError('request_too_large', `The request body is larger than ${bytesMax} bytes.`);

const tooSlow = () => new GatewayError('request_timeout', 'The request body did not arrive in time.');

/** A body that is being read. */
class BodyReading implements BodyTaker, DeadlineOwner {
  readonly #whole = Promise.withResolvers<Buffer>();
  readonly #request: CoalescedRequest;
  readonly #pauseMs: number;
  readonly #endMs: number;
  readonly #meter: BodyMeter;
  readonly #pieces = new ByteCollector();
  readonly #deadline: Deadline = DEADLINES.deadline(this);

  constructor(request: CoalescedRequest, limits: BodyLimits) {
    const { bodyPauseMs, bodyMs } = limits.timeouts;
    this.#request = request;
    this.#pauseMs = bodyPauseMs;
    this.#endMs = performance.now() + bodyMs;
    this.#meter = new BodyMeter(limits);
    this.#deadline.arm(Math.min(bodyPauseMs, bodyMs));
  }

  /** @throws as `readRequestBody` */
  get body(): Promise<Buffer> {
    return this.#whole.promise;
  }

  onPiece(piece: Buffer): void {
    try {
      this.#meter.count(piece.length);
      this.#pieces.push(piece);
      const leftMs = this.#endMs - performance.now();
      if (leftMs <= 0) throw tooSlow();
      this.#deadline.arm(Math.min(this.#pauseMs, leftMs));
    } catch (error) {
      this.#fail(error);
    }
  }

  onEnd(): void {
    this.#deadline.stop();
    this.#whole.resolve(this.#pieces.take());
  }

  onGone(): void {
    this.#fail(new ConsumerGone());
  }

  onDeadline(): void {
    this.#fail(tooSlow());
  }

  #fail(error: unknown): void {
    this.#deadline.stop();
    this.#pieces.clear();
    this.#request.dropBody();
    this.#whole.reject(error);
  }
}
