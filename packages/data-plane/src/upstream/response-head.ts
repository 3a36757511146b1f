import type { Dispatcher } from 'undici';

/** 304 is not a redirect: it answers the consumer's conditional request. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** undici returns headers as received: alternating names and values, as bytes over HTTP/1.1. */
export function flatHeaders(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}
