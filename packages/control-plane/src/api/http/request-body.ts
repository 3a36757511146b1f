import { areDecodable, ByteCollector, codingsToDecode, decodeContent, UndecodableContent } from '@switchyard/runtime';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { MANIFEST_BYTES_MAX } from '../../configuration/manifest/manifest-service';
import { answerError } from './error-answer';

const BODY_BYTES_MAX = 1024 * 1024;
/** JSON escapes a manifest's line breaks and quotation marks, so a body is larger than the manifest in it. */
const MANIFEST_BODY_BYTES_MAX = 2 * MANIFEST_BYTES_MAX + BODY_BYTES_MAX;
const TAKES_MANIFEST = /\b(?:applyManifest|planManifest|explainRoute)\b/;
/** All bodies together, as received or decoded, until their requests are answered. */
const BODIES_BYTES_MAX = 256 * 1024 * 1024;
const RETRY_WITHOUT_ROOM_SECONDS = 1;

const querySchema = z.object({ query: z.string() });

type Refusal = 'TOO_LARGE' | 'NO_ROOM' | 'NOT_JSON' | 'NOT_SUPPORTED';

/** The request is refused because of its body. */
class RefusedBody extends Error {
  override readonly name = 'RefusedBody';

  constructor(readonly refusal: Refusal) {
    super(refusal);
  }
}

/** What all requests hold. */
class BodyBudget {
  #heldBytes = 0;

  constructor(private readonly bytesMax: number) {}

  /** The part of one request, which is given back once its answer is over. @throws RefusedBody */
  meterFor(response: Response): (bytes: number) => void {
    let own = 0;
    response.once('close', () => {
      this.#heldBytes -= own;
      own = 0;
    });
    return (bytes) => {
      if (response.closed) return;
      if (this.#heldBytes + bytes > this.bytesMax) throw new RefusedBody('NO_ROOM');
      this.#heldBytes += bytes;
      own += bytes;
    };
  }
}

/**
 * Reads a JSON body. Only a body whose document uses a field that takes a manifest may be as large as a manifest.
 *
 * @param bytesMax of all bodies together
 */
export function readBody(bytesMax: number = BODIES_BYTES_MAX): RequestHandler {
  const budget = new BodyBudget(bytesMax);
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    request.body = undefined;
    if (typeof request.is('application/json') !== 'string') return next();
    try {
      const body = await readDecoded(request, budget.meterFor(response));
      const json = parse(body);
      if (body.length > BODY_BYTES_MAX && !takesManifest(json)) throw new RefusedBody('TOO_LARGE');
      request.body = json;
    } catch (error) {
      // The rest is read and dropped, so that the client can read the answer.
      request.resume();
      if (error instanceof RefusedBody) return refuse(response, error.refusal);
      throw error;
    }
    next();
  };
}

async function readDecoded(request: Request, meter: (bytes: number) => void): Promise<Buffer> {
  const codings = codingsToDecode(request.get('content-encoding') ?? '');
  const [coding] = codings;
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.get('content-type') ?? '')?.[1] ?? 'utf-8';
  if (codings.length > 1 || !areDecodable(codings) || !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new RefusedBody('NOT_SUPPORTED');
  }
  if (Number(request.get('content-length') ?? 0) > MANIFEST_BODY_BYTES_MAX) throw new RefusedBody('TOO_LARGE');
  const received = await readAll(request, bounded(meter));
  if (coding === undefined) return received;
  try {
    return await decodeContent(received, coding, bounded(meter));
  } catch (error) {
    throw error instanceof UndecodableContent ? new RefusedBody('NOT_JSON') : error;
  }
}

function readAll(request: Request, count: (bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new ByteCollector();
    const onData = (piece: Buffer) => {
      try {
        count(piece.length);
        body.push(piece);
      } catch (error) {
        request.off('data', onData);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    request
      .on('data', onData)
      .once('end', () => resolve(body.take()))
      // Nobody reads the answer.
      .once('close', () => reject(new RefusedBody('NOT_JSON')))
      .on('error', () => {});
  });
}

function bounded(meter: (bytes: number) => void): (bytes: number) => void {
  let total = 0;
  return (bytes) => {
    total += bytes;
    if (total > MANIFEST_BODY_BYTES_MAX) throw new RefusedBody('TOO_LARGE');
    meter(bytes);
  };
}

function parse(body: Buffer): unknown {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Answered below.
  }
  throw new RefusedBody('NOT_JSON');
}

function takesManifest(body: unknown): boolean {
  const parsed = querySchema.safeParse(body);
  return parsed.success && TAKES_MANIFEST.test(parsed.data.query);
}

function refuse(response: Response, refusal: Refusal): void {
  switch (refusal) {
    case 'TOO_LARGE':
      return answerError(
        response,
        413,
        'BAD_REQUEST',
        `The request is too large: the limit is ${BODY_BYTES_MAX} bytes, or ${MANIFEST_BODY_BYTES_MAX} bytes with a ` +
          'manifest.',
      );
    case 'NO_ROOM':
      return answerError(
        response,
        503,
        'UNAVAILABLE',
        'The control plane has reached its limit of buffered request bodies. Try again in a moment.',
        { retryAfterSeconds: RETRY_WITHOUT_ROOM_SECONDS },
      );
    case 'NOT_JSON':
      return answerError(response, 400, 'BAD_REQUEST', 'The request is not a JSON GraphQL request.');
    case 'NOT_SUPPORTED':
      return answerError(
        response,
        415,
        'BAD_REQUEST',
        'Send the body as JSON in UTF-8, uncompressed or with gzip, deflate, br or zstd.',
      );
  }
}
