import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** Where the size of a body is counted as it passes. */
export interface CountedBody {
  requestBytes: number;
}

/**
 * A consumer's body while it is streamed through. undici destroys what it was given to send as soon as the vendor has
 * answered. With the request itself that would close the consumer's connection before the answer is on it, so this only
 * stops reading the request.
 */
export class UploadBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #counted: CountedBody;
  readonly #onData = (chunk: Buffer): void => {
    this.#counted.requestBytes += chunk.length;
    if (!this.push(chunk)) this.#request.pause();
  };
  readonly #onEnd = (): void => void this.push(null);

  constructor(request: IncomingMessage, counted: CountedBody) {
    super();
    this.#counted = counted;
    this.#request = request;
    // A consumer that disconnects cancels the call, and the call reports why it failed.
    request.on('error', () => {});
    this.on('error', () => {});
    request.on('data', this.#onData).on('end', this.#onEnd).pause();
  }

  /** Whether the consumer has not sent its whole body, and everything that it did send was passed on. */
  get isConsumerAwaited(): boolean {
    const { complete, readableLength } = this.#request;
    return !complete && readableLength === 0 && this.readableLength === 0;
  }

  override _read(): void {
    this.#request.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#request.off('data', this.#onData).off('end', this.#onEnd).pause();
    callback(error);
  }
}
