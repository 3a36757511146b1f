import { HOP_BY_HOP_HEADERS } from '@switchyard/contract';

const ALWAYS: ReadonlySet<string> = new Set(HOP_BY_HOP_HEADERS);
const NONE: ReadonlySet<string> = new Set();

/** Whether a header (lower case) always concerns this connection alone and is not forwarded. */
export function isHopByHop(name: string): boolean {
  return ALWAYS.has(name);
}

/** The headers, in lower case, that a `Connection` header declares hop-by-hop too. */
export function namedByConnection(connection: string | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return NONE;
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
}
