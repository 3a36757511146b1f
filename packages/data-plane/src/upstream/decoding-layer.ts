import type { Transform } from 'node:stream';
import { contentDecoder } from '@switchyard/runtime';

/** Reads what a layer has decoded: the next layer, or the reader of the response. */
export interface DecodedReader {
  /** @param onRead called when more may come, at most once */
  write(decoded: Buffer, onRead: () => void): void;
  /** Nothing more comes. @param cause why; null if it is complete */
  close(cause: Error | null): void;
}

/**
 * One layer of a response that is compressed, possibly several times. It chooses its decoder by the first byte that it
 * gets, and passes on everything that it could decode before it reports a fault.
 */
export class DecodingLayer implements DecodedReader {
  readonly #coding: string;
  readonly #reader: DecodedReader;
  #decoder: Transform | null = null;
  #isWriting = false;
  /** Whether nothing more comes. */
  #isClosing = false;
  /** Why the layer before this one ended; null if it has not failed. */
  #cause: Error | null = null;
  /** Whether the compressed data has ended, by its own account. */
  #hasEnded = false;

  /** @param coding one that can be decoded */
  constructor(coding: string, reader: DecodedReader) {
    this.#coding = coding;
    this.#reader = reader;
  }

  write(encoded: Buffer, onRead: () => void): void {
    const decoder = (this.#decoder ??= this.#start(encoded[0] ?? 0));
    this.#isWriting = true;
    decoder?.write(encoded, () => {
      this.#isWriting = false;
      this.#endWhenRead();
      onRead();
    });
  }

  close(cause: Error | null): void {
    this.#isClosing = true;
    this.#cause = cause;
    if (this.#decoder === null || this.#hasEnded) this.#reader.close(cause);
    else this.#endWhenRead();
  }

  stop(): void {
    this.#decoder?.destroy();
  }

  #start(firstByte: number): Transform | null {
    const decoder = contentDecoder(this.#coding, firstByte);
    decoder?.on('error', (error) => this.#reader.close(this.#cause ?? error));
    decoder?.on('end', () => {
      // It ends before anything else does if zeros follow it.
      this.#hasEnded = true;
      if (this.#isClosing) this.#reader.close(this.#cause);
    });
    decoder?.on('data', (decoded: Buffer) => {
      let isRead = false;
      this.#reader.write(decoded, () => {
        isRead = true;
        decoder.resume();
        this.#endWhenRead();
      });
      if (!isRead) decoder.pause();
    });
    return decoder;
  }

  /** Ends the decoder when it has nothing left to give: if its input breaks off, it would drop that. */
  #endWhenRead(): void {
    if (this.#isClosing && !this.#isWriting && this.#decoder?.readableLength === 0) this.#decoder.end();
  }
}
