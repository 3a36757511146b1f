import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { MANIFEST_BYTES_MAX } from '../../configuration/manifest/manifest-service';
import { answerError } from './error-answer';

const BODY_BYTES_MAX = 1024 * 1024;
/** JSON escapes a manifest's line breaks and quotation marks, so a body is larger than the manifest in it. */
const MANIFEST_BODY_BYTES_MAX = 2 * MANIFEST_BYTES_MAX + BODY_BYTES_MAX;
const TAKES_MANIFEST = /\b(?:applyManifest|planManifest|explainRoute)\b/;

const querySchema = z.object({ query: z.string() });

/** Reads a JSON body. Only a body whose document uses a field that takes a manifest may be as large as a manifest. */
export function readBody(): RequestHandler[] {
  const sizes = new WeakMap<object, number>();
  const read = express.json({
    limit: MANIFEST_BODY_BYTES_MAX,
    verify: (request, _response, body) => void sizes.set(request, body.byteLength),
  });
  const refuseLarge = (request: Request, response: Response, next: NextFunction): void => {
    if ((sizes.get(request) ?? 0) <= BODY_BYTES_MAX || takesManifest(request.body)) return next();
    answerTooLarge(response);
  };
  return [read, refuseLarge];
}

function takesManifest(body: unknown): boolean {
  const parsed = querySchema.safeParse(body);
  return parsed.success && TAKES_MANIFEST.test(parsed.data.query);
}

export function answerTooLarge(response: Response): void {
  const message =
    `The request is too large: the limit is ${BODY_BYTES_MAX} bytes, or ${MANIFEST_BODY_BYTES_MAX} bytes with a ` +
    'manifest.';
  answerError(response, 413, 'BAD_REQUEST', message);
}
