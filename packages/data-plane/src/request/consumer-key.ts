import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { CONSUMER_KEY_HEADERS, type ProviderProfile } from '@switchyard/contract';

/** With `CONSUMER_KEY_HEADERS` the five places where vendors' SDKs put keys. No vendor gets what is there. */
const CONSUMER_KEY_PARAMETER = 'key';

/** A custom profile's place for keys besides the five: its consumers may use it too. */
export interface KeyPlace {
  readonly kind: 'HEADER' | 'QUERY_PARAMETER';
  /** In lower case for a header. */
  readonly name: string;
  /** The prefix before a key in a header, in lower case. */
  readonly prefix: string;
}

/** The profile's place for keys; null if it is one of the five, or there is none. */
export function keyPlaceOf({ credentialPlace, credentialName, credentialPrefix }: ProviderProfile): KeyPlace | null {
  if (credentialPlace === 'NONE' || credentialName === null) return null;
  if (credentialPlace === 'QUERY_PARAMETER') {
    const isUsual = credentialName === CONSUMER_KEY_PARAMETER;
    return isUsual ? null : { kind: 'QUERY_PARAMETER', name: credentialName, prefix: '' };
  }
  const prefix = (credentialPrefix ?? '').toLowerCase();
  const isUsual = CONSUMER_KEY_HEADERS.includes(credentialName) && /^(bearer *)?$/.test(prefix);
  return isUsual ? null : { kind: 'HEADER', name: credentialName, prefix };
}

const BEARER = /^bearer +(\S+)$/i;

/** The key of a request; null if it has none, or two different ones. */
export function presentedKey(
  headers: IncomingHttpHeaders,
  query: string,
  place: KeyPlace | null = null,
): string | null {
  let presented: string | null = null;
  for (const value of keysIn(headers, query, place)) {
    if (presented !== null && presented !== value) return null;
    presented = value;
  }
  return presented;
}

function* keysIn(headers: IncomingHttpHeaders, query: string, place: KeyPlace | null): Generator<string> {
  const own = place?.kind === 'HEADER' ? headers[place.name] : undefined;
  if (place !== null && typeof own === 'string' && own.toLowerCase().startsWith(place.prefix)) {
    const key = own.slice(place.prefix.length).trim();
    if (key !== '') yield key;
  }
  const bearer = headers.authorization === undefined ? null : BEARER.exec(headers.authorization.trim());
  if (bearer?.[1] !== undefined) yield bearer[1];
  for (const name of CONSUMER_KEY_HEADERS) {
    const value = headers[name];
    if (name !== 'authorization' && typeof value === 'string' && value !== '') yield value;
  }
  if (query === '') return;
  for (const parameter of query.slice(1).split('&')) {
    if (
      isParameter(parameter, CONSUMER_KEY_PARAMETER) ||
      (place?.kind === 'QUERY_PARAMETER' && isParameter(parameter, place.name))
    )
      yield decodeParameter(parameter.slice(parameter.indexOf('=') + 1));
  }
}

/** A query (`?…` or empty) without the parameters with these names; the rest is unchanged. */
export function withoutParameters(query: string, names: ReadonlySet<string>): string {
  if (query === '') return query;
  const parameters = query.slice(1).split('&');
  const kept = parameters.filter((parameter) => !names.has(nameOf(parameter) ?? ''));
  if (kept.length === parameters.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function isParameter(parameter: string, name: string): boolean {
  return nameOf(parameter) === name;
}

/** A parameter's name; null if it has no value. */
function nameOf(parameter: string): string | null {
  const equals = parameter.indexOf('=');
  return equals > 0 ? decodeParameter(parameter.slice(0, equals)) : null;
}

function decodeParameter(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** A consumer key's hash in the routing table: its SHA-256 in lower-case hex. */
export function consumerKeyHash(key: string): string {
  return hash('sha256', key);
}
