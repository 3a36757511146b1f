import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../kernel/errors/domain-error';
import { answerRefusal } from '../http/admit';
import { checkSession, SESSION_OVER } from '../http/admit-session';
import type { AdmissionParts } from '../http/admission';
import { closeSignal } from '../http/close-signal';
import { correlationIdOf } from '../http/correlation-id';
import { answerDomainError, answerError } from '../http/error-answer';
import { readBounded } from '../http/read-bounded';
import { liveLimits } from '../live/live-limits';
import { PLAYGROUND_STREAMS_MAX, PlaygroundStreams } from './playground-streams';

export const PLAYGROUND_BODY_BYTES_MAX = 1024 * 1024;
export const PLAYGROUND_MS_MAX = 300_000;
const PREFIX = '/playground';
/** In place of `authorization`, which would be read as a token of the control plane. */
const KEY_HEADER = 'x-switchyard-playground-key';
const KEY_FORM = /^[\x21-\x7e]{1,200}$/;
const PASSED_ON = ['content-type', 'retry-after', 'x-request-id', 'x-switchyard-trace'];

export interface PlaygroundProxyParts {
  readonly admission: AdmissionParts;
  /** The data plane; null if the playground is off. */
  readonly url: () => string | null;
}

/**
 * Passes requests of the playground's page on to the one data plane of the settings, and its responses back as they come:
 * the page itself may only talk to the control plane. `POST /playground/<path>` asks for `<path>` with the key that the page
 * holds. For sessions of EDITOR and ADMIN alone.
 */
export function playgroundProxy(parts: PlaygroundProxyParts): RequestHandler {
  const streams = new PlaygroundStreams(parts.admission.sessions, liveLimits.tokenCheckIntervalMs);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!request.path.startsWith(`${PREFIX}/`) || request.method !== 'POST') return next();
    pass(parts, streams, request, response).catch(next);
  };
}

async function pass(
  { admission, url }: PlaygroundProxyParts,
  streams: PlaygroundStreams,
  request: Request,
  response: Response,
): Promise<void> {
  response.setHeader('cache-control', 'no-store');
  // From the start: a page that closes while the session is looked up must not keep its place.
  const closed = closeSignal(response);
  const sessionId = await admitted(admission, request, response);
  if (sessionId === null || closed.aborted) return;
  const target = url();
  if (target === null) return answerError(response, 503, 'UNAVAILABLE', 'The playground is off.');
  const key = request.get(KEY_HEADER) ?? '';
  if (!KEY_FORM.test(key))
    return answerError(response, 400, 'BAD_REQUEST', `Send the key in the header ${KEY_HEADER}.`);
  const sessionOver = streams.enter(sessionId, closed);
  if (sessionOver === null) {
    const message = `${PLAYGROUND_STREAMS_MAX} requests of this session are open, the maximum. Wait for one to end.`;
    return answerError(response, 429, 'RATE_LIMITED', message);
  }
  const body = await readBounded(request, PLAYGROUND_BODY_BYTES_MAX);
  if (body === 'ABORTED') return;
  if (body === 'TOO_LARGE') {
    const message = `The request is too large: the limit is ${PLAYGROUND_BODY_BYTES_MAX} bytes.`;
    return answerError(response, 413, 'BAD_REQUEST', message);
  }
  const address = new URL(target);
  const [path = '', query = ''] = request.originalUrl.slice(PREFIX.length).split('?', 2);
  address.pathname = path;
  address.search = query;
  await forward({ address, key, body, closed, sessionOver }, response);
}

/** The id of the session; null if the request was refused, and answered. */
async function admitted(admission: AdmissionParts, request: Request, response: Response): Promise<string | null> {
  const arrival = { correlationId: correlationIdOf(response), remoteAddress: admission.clientAddress(request) };
  try {
    const result = await checkSession(admission, request, arrival);
    if ('status' in result) answerError(response, result.status, 'BAD_REQUEST', result.message);
    else if (result.refusal !== undefined) answerRefusal(response, result);
    else if (result.caller.role === 'VIEWER') {
      const message = 'The playground needs the role EDITOR.';
      answerError(response, 403, 'FORBIDDEN', message, { requiredRole: 'EDITOR' });
    } else return result.caller.sessionId ?? null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    answerDomainError(response, 503, error);
  }
  return null;
}

interface PassedRequest {
  readonly address: URL;
  readonly key: string;
  readonly body: Buffer;
  /** The page is gone. */
  readonly closed: AbortSignal;
  readonly sessionOver: AbortSignal;
}

async function forward({ address, key, body, closed, sessionOver }: PassedRequest, response: Response): Promise<void> {
  const signal = AbortSignal.any([closed, sessionOver, AbortSignal.timeout(PLAYGROUND_MS_MAX)]);
  let answer: globalThis.Response;
  try {
    answer = await fetch(address, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        'x-switchyard-trace': '1',
      },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal,
    });
  } catch {
    if (closed.aborted) return;
    if (sessionOver.aborted) return answerError(response, 401, 'UNAUTHENTICATED', SESSION_OVER);
    const message = `The playground's data plane at ${address.origin} does not answer.`;
    return answerError(response, 502, 'UNAVAILABLE', message);
  }
  if (answer.status >= 300 && answer.status < 400) {
    await answer.body?.cancel();
    const message = `The playground's data plane at ${address.origin} answered with a redirect, which is not followed.`;
    return answerError(response, 502, 'UNAVAILABLE', message);
  }
  response.status(answer.status);
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) response.setHeader(name, value);
  }
  // A vendor wrote it: no browser may take it for a page of this origin.
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  if (answer.body === null) return void response.end();
  // Ends early if the page or the data plane is gone: the page sees a response that broke off.
  await pipeline(Readable.fromWeb(answer.body), response).catch(() => undefined);
}
