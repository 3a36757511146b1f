import type { SentUse } from './simulated-use';

export const RECORDED_REQUESTS_MAX = 10_000;
export const RECORDED_BODY_BYTES_MAX = 64 * 1024 * 1024;

/** A request as received, byte for byte, and its outcome. */
export interface RecordedRequest {
  /** Counted from 1, from the simulator's start. */
  readonly number: number;
  readonly receivedAt: string;
  /** Counted from 1: requests with the same number came over the same connection. */
  readonly connection: number;
  readonly method: string;
  /** As sent, including the query. */
  readonly path: string;
  /** Name, value, name, value … as sent. */
  readonly rawHeaders: readonly string[];
  readonly bodyBytes: number;
  /** Null if the bodies of newer requests have displaced it. */
  readonly bodyBase64: string | null;
  readonly model: string | null;
  /** Null if there was no answer (yet). */
  readonly status: number | null;
  /** The tokens that it used, as far as the answer was sent; null if none are counted. */
  readonly use: SentUse | null;
  /** Whether the client went away before it had sent the whole request or received the whole answer. */
  readonly clientAborted: boolean;
}

type Arrival = Pick<RecordedRequest, 'connection' | 'method' | 'path' | 'rawHeaders'>;
type Changes = Partial<{
  body: Buffer;
  model: string | null;
  status: number;
  use: SentUse | null;
  clientAborted: boolean;
}>;
type Entry = Omit<RecordedRequest, 'bodyBase64' | 'bodyBytes'> & { body: Buffer | null; bodyBytes: number };

/** The latest requests, and the latest of their bodies up to a total size. */
export class RequestLog {
  readonly #requestsMax: number;
  readonly #bodyBytesMax: number;
  readonly #entries = new Map<number, Entry>();
  #lastNumber = 0;
  #bodyBytes = 0;

  constructor(requestsMax = RECORDED_REQUESTS_MAX, bodyBytesMax = RECORDED_BODY_BYTES_MAX) {
    this.#requestsMax = requestsMax;
    this.#bodyBytesMax = bodyBytesMax;
  }

  /** Records a new request and returns its number. */
  begin(arrival: Arrival): number {
    this.#lastNumber += 1;
    this.#entries.set(this.#lastNumber, {
      ...arrival,
      number: this.#lastNumber,
      receivedAt: new Date().toISOString(),
      body: null,
      bodyBytes: 0,
      model: null,
      status: null,
      use: null,
      clientAborted: false,
    });
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size > this.#requestsMax && oldest !== undefined) {
      this.#dropBody(this.#entries.get(oldest));
      this.#entries.delete(oldest);
    }
    return this.#lastNumber;
  }

  /** Records more about a request; does nothing if it is no longer in the log. */
  note(number: number, { body, ...changes }: Changes): void {
    const entry = this.#entries.get(number);
    if (entry === undefined) return;
    Object.assign(entry, changes);
    if (body !== undefined) this.#keepBody(entry, body);
  }

  list(): RecordedRequest[] {
    return [...this.#entries.values()].map(({ body, ...rest }) => ({
      ...rest,
      bodyBase64: body === null ? null : body.toString('base64'),
    }));
  }

  clear(): void {
    this.#entries.clear();
    this.#bodyBytes = 0;
  }

  #keepBody(entry: Entry, body: Buffer): void {
    entry.body = body;
    entry.bodyBytes = body.length;
    this.#bodyBytes += body.length;
    for (const older of this.#entries.values()) {
      if (this.#bodyBytes <= this.#bodyBytesMax) return;
      this.#dropBody(older);
    }
  }

  #dropBody(entry: Entry | undefined): void {
    this.#bodyBytes -= entry?.body?.length ?? 0;
    if (entry !== undefined) entry.body = null;
  }
}
