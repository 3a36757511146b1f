import cors from 'cors';
import type { RequestHandler } from 'express';

const PREFLIGHT_MAX_AGE_SECONDS = 600;

/**
 * Lets pages from these origins read responses (the CORS protocol of the Fetch standard). A preflight request carries no
 * token, so it is answered before authentication. Cookies are never accepted, so a page cannot act on behalf of the user
 * who views it.
 *
 * @param origins such as `https://console.example.com`; `*` for every origin; empty for none
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['POST', 'GET'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  });
}
