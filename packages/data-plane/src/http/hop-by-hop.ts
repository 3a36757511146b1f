/** Headers that concern one connection and go no further (RFC 9110, section 7.6.1). */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const NONE: ReadonlySet<string> = new Set();

/** Whether a header (lower case) goes no further than this connection. */
export function isHopByHop(name: string, namedByConnection: ReadonlySet<string>): boolean {
  return HOP_BY_HOP.has(name) || namedByConnection.has(name);
}

/** The headers that a `Connection` header names as its own, in lower case. */
export function namedByConnection(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return NONE;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}
