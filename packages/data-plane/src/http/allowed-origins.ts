import type { IncomingMessage } from 'node:http';

/** How long a browser may keep the answer to a preflight; Chromium keeps none longer than 2 h. */
const PREFLIGHT_KEPT_SECONDS = 7_200;
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** Beside the headers that any page may read (Fetch standard, "CORS-safelisted response-header name"). */
const EXPOSED = [
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-request-id',
  'x-should-retry',
  'x-switchyard-attempts',
  'x-switchyard-provider',
  'x-switchyard-revision',
  'x-switchyard-target',
  'x-switchyard-trace',
  'x-upstream-request-id',
].join(', ');
/** A list of header names (RFC 9110, section 5.6.2). */
const HEADER_NAMES = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*$/;

type Headers = Readonly<Record<string, string>>;
const NONE: Headers = {};

/** The web pages of other origins that may call the gateway from a browser (CORS). */
export class AllowedOrigins {
  readonly #origins: ReadonlySet<string>;

  /** @param origins exact ones, or `*` for all; none to leave the gateway to programs */
  constructor(origins: readonly string[] = []) {
    this.#origins = new Set(origins);
  }

  /** The headers with which the page that sent a request may read its answer. */
  headersFor({ headers: { origin } }: IncomingMessage): Headers {
    if (this.#origins.size === 0) return NONE;
    const exposed = { 'access-control-expose-headers': EXPOSED };
    if (this.#origins.has('*')) return { 'access-control-allow-origin': '*', ...exposed };
    // A cache must not give the answer for one origin to another.
    if (origin === undefined || !this.#origins.has(origin)) return { vary: 'Origin' };
    return { 'access-control-allow-origin': origin, ...exposed, vary: 'Origin' };
  }

  /**
   * The headers of the answer to a preflight, which carries no consumer key, so that it is answered without one. Null for
   * any other request, and if the origin is not allowed.
   */
  preflightHeadersFor(request: IncomingMessage): Headers | null {
    const { method, headers } = request;
    if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return null;
    const { 'access-control-allow-origin': origin, vary } = this.headersFor(request);
    if (headers.origin === undefined || origin === undefined) return null;
    const asked = headers['access-control-request-headers']?.trim() ?? '';
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': METHODS,
      // Not `*`, which would leave out `authorization`.
      ...(HEADER_NAMES.test(asked) ? { 'access-control-allow-headers': asked } : {}),
      'access-control-max-age': String(PREFLIGHT_KEPT_SECONDS),
      vary: `${vary === undefined ? '' : `${vary}, `}Access-Control-Request-Headers`,
    };
  }
}
