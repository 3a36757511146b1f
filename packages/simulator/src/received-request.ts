import type { IncomingHttpHeaders } from 'node:http';

/** The headers in which the vendors' SDKs send a credential, besides `Authorization: Bearer`. */
const KEY_HEADERS = ['x-api-key', 'api-key', 'x-goog-api-key'] as const;

/** A request with its body. */
export class ReceivedRequest {
  readonly method: string;
  /** As sent, including the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  #json: Record<string, unknown> | null | undefined;

  constructor(method: string, path: string, headers: IncomingHttpHeaders, body: Buffer) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  /** The path without the query. */
  get pathname(): string {
    return this.path.replace(/\?.*$/s, '');
  }

  /** Its credentials, from any header, without `Bearer `. */
  get keys(): string[] {
    const bearer = this.headers.authorization?.replace(/^Bearer +/i, '');
    return [bearer, ...KEY_HEADERS.map((name) => this.headers[name]?.toString())].filter((key) => key !== undefined);
  }

  /** The body as a JSON object; null if it is not one. */
  get json(): Record<string, unknown> | null {
    this.#json ??= parseObject(this.body);
    return this.#json;
  }

  /** The top-level field `model` of a JSON body; null if there is none. */
  get modelInBody(): string | null {
    const model = this.json?.['model'];
    return typeof model === 'string' ? model : null;
  }
}

function parseObject(body: Buffer): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
