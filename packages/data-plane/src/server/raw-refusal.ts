import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayErrorCode, WireFormat } from '@switchyard/contract';
import { findByBasePath } from '@switchyard/routing';
import { formatOf } from '../formats/format-of';
import { GatewayError } from '../formats/gateway-error';
import type { ServedTable } from './handle-request';

/** A vendor's own bound on a request's headers (OpenAI: below 64 KiB). */
export const REQUEST_HEADER_BYTES_MAX = 65_536;
/** How long a connection stays open after its last answer, for a client that still sends. */
const LINGER_MS_MAX = 1_000;

/** Answers a request that asks for another protocol, in the format of the provider where its path tells which. */
export function refuseUpgrade(table: ServedTable, request: IncomingMessage, socket: Duplex): void {
  const error = new GatewayError('upgrade_not_supported', 'WebSockets are not supported: use plain or streamed HTTP.');
  endRaw(socket, '426 Upgrade Required', error, formatAt(table, request.url ?? null), 'upgrade: HTTP/1.1\r\n');
}

/** The error with which Node's HTTP server gives up a connection. */
interface ClientError extends NodeJS.ErrnoException {
  /** The bytes in which the error was found. */
  readonly rawPacket?: Buffer;
}

/**
 * Answers what is not a valid HTTP request, if anybody is left to read it.
 *
 * @param request the one in whose body the error was found; null where it was found elsewhere
 */
export function refuseMalformed(
  table: ServedTable,
  error: ClientError,
  socket: Duplex,
  request: IncomingMessage | null,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code, message } = MALFORMED[error.code ?? ''] ?? NOT_HTTP;
  const target = request?.url ?? targetIn(error.rawPacket);
  endRaw(socket, status, new GatewayError(code, message), formatAt(table, target), '');
}

/** A request line, as far as it goes: its target ends with a blank. */
const REQUEST_LINE = /^[A-Z]{1,16} (\/[^\s?#]*)/;
/** How many bytes are searched for a request line: no base path is longer than the longest target. */
const REQUEST_LINE_BYTES_MAX = 8_192;

/** The path of an invalid request that begins with these bytes; null where they do not tell. */
function targetIn(bytes: Buffer | undefined): string | null {
  const text = bytes?.subarray(0, REQUEST_LINE_BYTES_MAX).toString('latin1') ?? '';
  return REQUEST_LINE.exec(text)?.[1] ?? null;
}

/** The format of the provider that a target names by its path; null where it names no AI API. */
function formatAt({ aiApisByBasePath }: ServedTable, target: string | null): WireFormat | null {
  const [path = ''] = (target ?? '').split('?');
  return findByBasePath(aiApisByBasePath, path)?.found.routable.entry.provider.profile.wireFormat ?? null;
}

interface MalformedAnswer {
  readonly status: string;
  readonly code: GatewayErrorCode;
  readonly message: string;
}

const NOT_HTTP: MalformedAnswer = {
  status: '400 Bad Request',
  code: 'invalid_path',
  message: 'This is not a valid HTTP request.',
};

const MALFORMED: Record<string, MalformedAnswer> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'headers_too_large',
    message: `The request's headers are larger than ${REQUEST_HEADER_BYTES_MAX} bytes.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
};

/** Writes an answer to a connection that Node no longer manages, and ends it. */
function endRaw(socket: Duplex, status: string, error: GatewayError, format: WireFormat | null, headers: string): void {
  const body = formatOf(format).errorBody(error);
  // Without this listener a reset would end the process; without the timer the connection could stay open for ever.
  socket.on('error', () => socket.destroy());
  const linger = setTimeout(() => socket.destroy(), LINGER_MS_MAX);
  socket.once('close', () => clearTimeout(linger)).resume();
  socket.end(
    `HTTP/1.1 ${status}\r\n${headers}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
