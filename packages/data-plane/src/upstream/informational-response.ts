import type { Socket } from 'node:net';

const CONTINUE = 100;
/** Any other informational status: undici passes over them. */
const PROCESSING = 102;

/** undici's parser of a connection, as far as it is used here. */
interface ResponseParser {
  onHeadersComplete(status: number, ...rest: unknown[]): number;
}

/**
 * Makes undici pass over `100 Continue` as over every other informational response. A vendor may send one that nobody
 * asked for (RFC 9110, section 15.2), and undici 8 destroys the connection (nodejs/undici#197, won't fix). Nothing public
 * changes that, so this changes the status that its parser sees. Call when undici has the connection; one that undici
 * has refused has no parser.
 */
export function passOverContinue(socket: Socket): void {
  const parser = parserOf(socket);
  if (parser === null) return;
  const onHeadersComplete = parser.onHeadersComplete.bind(parser);
  parser.onHeadersComplete = (status, ...rest) => onHeadersComplete(status === CONTINUE ? PROCESSING : status, ...rest);
}

function parserOf(socket: Socket): ResponseParser | null {
  const symbol = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'parser');
  const parser: unknown = symbol === undefined ? null : Reflect.get(socket, symbol);
  return isResponseParser(parser) ? parser : null;
}

function isResponseParser(value: unknown): value is ResponseParser {
  return typeof value === 'object' && value !== null && 'onHeadersComplete' in value;
}
