import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * The five places where the vendors' SDKs put their keys. A consumer key is taken from any of them, and all of them
 * are stripped from what goes upstream, whichever was used.
 */
export const CONSUMER_KEY_HEADERS: readonly string[] = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];
const CONSUMER_KEY_PARAMETER = 'key';

const BEARER = /^bearer +(\S+)$/i;

/** The one key that a request presents; null where it presents none, or two that differ. */
export function presentedKey(headers: IncomingHttpHeaders, query: string): string | null {
  let presented: string | null = null;
  for (const value of keysIn(headers, query)) {
    if (presented !== null && presented !== value) return null;
    presented = value;
  }
  return presented;
}

function* keysIn(headers: IncomingHttpHeaders, query: string): Generator<string> {
  const bearer = headers.authorization === undefined ? null : BEARER.exec(headers.authorization.trim());
  if (bearer?.[1] !== undefined) yield bearer[1];
  for (const name of CONSUMER_KEY_HEADERS) {
    const value = headers[name];
    if (name !== 'authorization' && typeof value === 'string' && value !== '') yield value;
  }
  if (query === '') return;
  for (const parameter of query.slice(1).split('&')) {
    if (isKeyParameter(parameter)) yield decodeParameter(parameter.slice(parameter.indexOf('=') + 1));
  }
}

/** A query (`?…` or empty) without the parameter that carries a consumer key; the rest stays as it came. */
export function withoutKeyParameter(query: string): string {
  if (query === '') return query;
  const parameters = query.slice(1).split('&');
  const kept = parameters.filter((parameter) => !isKeyParameter(parameter));
  if (kept.length === parameters.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function isKeyParameter(parameter: string): boolean {
  const equals = parameter.indexOf('=');
  return equals > 0 && decodeParameter(parameter.slice(0, equals)) === CONSUMER_KEY_PARAMETER;
}

function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** What stands for a consumer key in the routing table: its SHA-256 in lower-case hex. */
export function consumerKeyHash(key: string): string {
  return hash('sha256', key);
}
