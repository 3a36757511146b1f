import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayErrorCode, WireFormat } from '@switchyard/contract';
import { findByBasePath } from '@switchyard/routing';
import { formatOf } from '../formats/format-of';
import { GatewayError } from '../formats/gateway-error';
import type { ServedTable } from './handle-request';

/** Vendors limit a request's headers too (OpenAI: below 64 KiB). */
export const REQUEST_HEADER_BYTES_MAX = 65_536;
/** How long a connection stays open after its last answer, for a client that is still sending. */
const LINGER_MS_MAX = 1_000;

/** What was written to a connection that Node no longer manages. */
export interface RawRefusal {
  readonly code: GatewayErrorCode;
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
}

/** Answers a request for a protocol upgrade, in the format of the provider at its path if there is one. */
export function refuseUpgrade(table: ServedTable, request: IncomingMessage, socket: Duplex): RawRefusal {
  const error = new GatewayError(
    'upgrade_not_supported',
    'WebSockets are not supported: use HTTP, with or without streaming.',
  );
  return endRaw(socket, '426 Upgrade Required', error, formatAt(table, request.url ?? null), 'upgrade: HTTP/1.1\r\n');
}

/** The error of Node's HTTP server for a connection that it gives up. */
interface ClientError extends NodeJS.ErrnoException {
  /** The bytes that contain the error. */
  readonly rawPacket?: Buffer;
}

/**
 * Answers an invalid HTTP request, if the connection is still writable.
 *
 * @param request the request whose body has the error; null if the error is elsewhere
 * @returns null if it is not
 */
export function refuseMalformed(
  table: ServedTable,
  error: ClientError,
  socket: Duplex,
  request: IncomingMessage | null,
): RawRefusal | null {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return null;
  }
  const { status, code, message } = MALFORMED[error.code ?? ''] ?? NOT_HTTP;
  const target = request?.url ?? targetIn(error.rawPacket);
  return endRaw(socket, status, new GatewayError(code, message), formatAt(table, target), '');
}

/** The start of a request line, whose target ends with a space. */
const REQUEST_LINE = /^[A-Z]{1,16} (\/[^\s?#]*)/;
/** How many bytes to search for a request line: no base path is longer than the longest target. */
const REQUEST_LINE_BYTES_MAX = 8_192;

/** The path of an invalid request that starts with these bytes; null if there is none. */
function targetIn(bytes: Buffer | undefined): string | null {
  const text = bytes?.subarray(0, REQUEST_LINE_BYTES_MAX).toString('latin1') ?? '';
  return REQUEST_LINE.exec(text)?.[1] ?? null;
}

/** The format of the provider at a target's path; null if no AI API is at it. */
function formatAt({ aiApisByBasePath }: ServedTable, target: string | null): WireFormat | null {
  const [path = ''] = (target ?? '').split('?');
  return findByBasePath(aiApisByBasePath, path)?.found.routable.provider.entry.profile.wireFormat ?? null;
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
    message: `The request headers are larger than ${REQUEST_HEADER_BYTES_MAX} bytes.`,
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
};

/** Writes an answer to a connection that Node no longer manages, and closes it. */
function endRaw(
  socket: Duplex,
  status: string,
  error: GatewayError,
  format: WireFormat | null,
  headers: string,
): RawRefusal {
  const body = formatOf(format).errorBody(error);
  const bytes = Buffer.byteLength(body);
  // Without this listener a reset would crash the process; without the timer the connection could stay open forever.
  socket.on('error', () => socket.destroy());
  const linger = setTimeout(() => socket.destroy(), LINGER_MS_MAX);
  socket.once('close', () => clearTimeout(linger)).resume();
  socket.end(
    `HTTP/1.1 ${status}\r\n${headers}content-type: application/json\r\ncontent-length: ${bytes}\r\nconnection: close\r\n\r\n${body}`,
  );
  return { code: error.code, status: Number.parseInt(status, 10), bytes };
}
