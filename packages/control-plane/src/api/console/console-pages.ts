import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { randomBytes } from 'node:crypto';
import { answerError } from '../http/error-answer';
import { checkHost } from '../sessions/browser-request';
import type { ConsoleOrigins } from '../sessions/console-origins';
import type { ConsoleFiles } from './console-files';

const NONCE_BYTES = 18;
const RELOAD_SECONDS = 2;
const YEAR_SECONDS = 31_536_000;
/** Where the console shows the API to a person who opens the address of GraphQL in a browser. */
const API_PAGE = '/api';

export interface ConsoleParts {
  readonly files: ConsoleFiles;
  readonly origins: ConsoleOrigins;
}

/** Serves the console's scripts and styles, which anyone may read: they are the same for everybody. */
export function serveConsoleFiles({ files }: ConsoleParts): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const file = isRead(request) ? files.file(request.path) : null;
    if (file === null) return next();
    // Each is asked for alone: of a list, the browser would choose its own first, which is never the smallest.
    const coding = [...file.encoded.keys()].find((each) => request.acceptsEncodings(each) === each);
    if (coding !== undefined) response.setHeader('content-encoding', coding);
    response.setHeader('vary', 'accept-encoding');
    response.setHeader('cache-control', file.isImmutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    response.setHeader('content-type', file.type);
    protect(response);
    response.end(file.encoded.get(coding ?? '') ?? file.bytes);
  };
}

/** Leads a person who opens `/graphql` in a browser to the console's page of the API. */
export function leadToApiPage(request: Request, response: Response, next: NextFunction): void {
  if (!isRead(request) || !wantsPage(request) || Object.keys(request.query).length > 0) return next();
  response.redirect(303, API_PAGE);
}

/** Answers every other path that a browser opens with the console's page: the page itself knows its paths. */
export function serveConsolePage({ files, origins }: ConsoleParts): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!isRead(request) || !wantsPage(request)) return next();
    const host = checkHost(origins, request);
    if ('status' in host) return answerError(response, host.status, 'BAD_REQUEST', host.message);
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const page = files.page(nonce);
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', contentSecurityPolicy(nonce));
    protect(response);
    if (page !== null) return void response.end(page);
    response.setHeader('refresh', String(RELOAD_SECONDS));
    response.setHeader('retry-after', String(RELOAD_SECONDS));
    response.status(503).end(BEING_BUILT);
  };
}

const BEING_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Switchyard</title>
<p>The console is being built. This page reloads by itself. GraphQL is at <code>/graphql</code>.</p></html>
`;

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function protect(response: Response): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A person's browser names HTML; programs and `curl` do not. */
function wantsPage(request: Request): boolean {
  return /\btext\/html\b/.test(request.get('accept') ?? '');
}
