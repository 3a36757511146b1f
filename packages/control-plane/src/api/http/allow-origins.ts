import cors from 'cors';
import type { RequestHandler } from 'express';

const PREFLIGHT_KEPT_SECONDS = 600;

/**
 * Lets pages of these origins read the answers, as browsers ask it (the Fetch standard's CORS protocol). A preflight
 * carries no token, so it is answered before anybody is asked for one. No cookie is ever taken, so no page can act in
 * the name of whoever looks at it.
 *
 * @param origins such as `https://console.example.com`; `*` for every origin; none for pages of no other origin
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['POST', 'GET'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: PREFLIGHT_KEPT_SECONDS,
  });
}
