import type { IncomingHttpHeaders } from 'node:http';
import { areDecodable, ByteCollector, codingsToDecode, contentDecoderBytes } from '@switchyard/runtime';
import type { Dispatcher } from 'undici';
import { withoutHeader } from '../http/flat-headers';
import { isDecoded, isStreamed, type PassageTerms } from '../stream/answer-passage';
import type { HeldMemory } from '../load/held-memory';
import { NoMemoryLeft, UndecodableStream } from './call-failure';
import { type DecodedReader, DecodingLayer } from './decoding-layer';
import { flatHeaders } from './response-head';

/** So many bytes that wait to be decoded slow the vendor down. */
const WAITING_BYTES_MAX = 65_536;

/** The code of Node's error for compressed data that breaks off, in any coding. */
const CUT_SHORT = 'Z_BUF_ERROR';

type Controller = Dispatcher.DispatchController;
type Operation = Pick<PassageTerms, 'framing' | 'isRouted'>;
type InnerHandler = Required<Omit<Dispatcher.DispatchHandler, 'onRequestUpgrade'>>;

/**
 * A handler for undici's dispatcher that decodes compressed event streams, lines of JSON and text for another handler as they
 * arrive. Vendors compress streams although the gateway asks for none, or because the consumer of an operation that is not
 * routed accepts it. Any other response is left as it is.
 */
export class DecodingHandler implements Dispatcher.DispatchHandler {
  readonly #inner: InnerHandler;
  readonly #operation: Operation;
  readonly #memory: HeldMemory;
  #decoding: Decoding | null = null;

  /**
   * @param memory counts that of the decoders
   */
  constructor(inner: InnerHandler, operation: Operation, memory: HeldMemory) {
    this.#inner = inner;
    this.#operation = operation;
    this.#memory = memory;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    this.#inner.onRequestStart(controller, context);
  }

  onBodySent(chunk: Buffer): void {
    this.#inner.onBodySent(chunk);
  }

  onRequestSent(): void {
    this.#inner.onRequestSent();
  }

  onResponseStarted(): void {
    this.#inner.onResponseStarted();
  }

  onResponseStart(controller: Controller, status: number, headers: IncomingHttpHeaders, message?: string): void {
    const codings = codingsToDecode(String(headers['content-encoding'] ?? ''));
    if (codings.length === 0) return this.#inner.onResponseStart(controller, status, headers, message);
    const raw = flatHeaders(controller.rawHeaders);
    if (!isDecoded(status, raw, this.#operation)) {
      return this.#inner.onResponseStart(controller, status, headers, message);
    }
    if (!areDecodable(codings)) {
      if (!isStreamed(status, raw, this.#operation.framing)) {
        return this.#inner.onResponseStart(controller, status, headers, message);
      }
      const error = new UndecodableStream(`the stream has the content coding ${codings.join(', ')}`);
      this.#inner.onResponseError(controller, error);
      return controller.abort(error);
    }
    this.#decoding = new Decoding(controller, this.#inner, codings, this.#memory);
    this.#inner.onResponseStart(this.#decoding, status, headers, message);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#decoding === null) this.#inner.onResponseData(controller, chunk);
    else this.#decoding.push(chunk);
  }

  onResponseEnd(controller: Controller, trailers: IncomingHttpHeaders): void {
    if (this.#decoding === null) return this.#inner.onResponseEnd(controller, trailers);
    this.#decoding.end((decoding, fault) => {
      if (fault === null) this.#inner.onResponseEnd(decoding, trailers);
      else this.#inner.onResponseError(decoding, fault);
    });
  }

  onResponseError(controller: Controller, error: Error): void {
    if (this.#decoding === null) return this.#inner.onResponseError(controller, error);
    // What came before the connection broke may be the end of the answer.
    this.#decoding.end((decoding) => this.#inner.onResponseError(decoding, error));
  }
}

/** @param fault what of the response cannot be decoded; null if all of it was */
type OnEnd = (decoding: Decoding, fault: UndecodableStream | null) => void;

/** The decoding of one response, which the inner handler controls in place of the connection. */
class Decoding implements Controller, DecodedReader {
  readonly rawHeaders: string[];
  readonly #source: Controller;
  readonly #inner: InnerHandler;
  readonly #codings: readonly string[];
  readonly #memory: HeldMemory;
  readonly #layers: readonly DecodingLayer[];
  readonly #waiting = new ByteCollector();
  #hasBegun = false;
  #isDecoding = false;
  #isPaused = false;
  #isOver = false;
  /** What goes on once the inner handler reads again; null while nothing waits for it. */
  #onResume: (() => void) | null = null;
  /** Null while the vendor may send more. */
  #onEnd: OnEnd | null = null;

  constructor(source: Controller, inner: InnerHandler, codings: readonly string[], memory: HeldMemory) {
    this.#source = source;
    this.#inner = inner;
    this.#codings = codings;
    this.#memory = memory;
    const layers: DecodingLayer[] = [];
    for (const coding of codings.toReversed()) layers.unshift(new DecodingLayer(coding, layers[0] ?? this));
    this.#layers = layers;
    this.rawHeaders = withoutHeader(
      withoutHeader(flatHeaders(source.rawHeaders), 'content-encoding'),
      'content-length',
    );
  }

  get aborted(): boolean {
    return this.#source.aborted;
  }

  get reason(): Error | null {
    return this.#source.reason;
  }

  get paused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    const onResume = this.#onResume;
    this.#onResume = null;
    onResume?.();
  }

  abort(reason: Error): void {
    this.#stop();
    this.#source.abort(reason);
  }

  push(chunk: Buffer): void {
    if (this.#isOver || chunk.length === 0) return;
    if (!this.#hasBegun && !this.#begin(chunk[0] ?? 0)) return;
    this.#waiting.push(chunk);
    this.#decodeWaiting();
    if (this.#waiting.length >= WAITING_BYTES_MAX) this.#source.pause();
  }

  /** Nothing more comes. @param onEnd called when everything that came was decoded, and read by the inner handler */
  end(onEnd: OnEnd): void {
    this.#onEnd = onEnd;
    this.#decodeWaiting();
  }

  write(decoded: Buffer, onRead: () => void): void {
    if (this.#isOver) return;
    this.#inner.onResponseData(this, decoded);
    if (this.#isPaused) this.#onResume = onRead;
    else onRead();
  }

  close(cause: Error | null): void {
    if (this.#isOver) return;
    const isCutShort = this.#onEnd !== null && cause !== null && 'code' in cause && cause.code === CUT_SHORT;
    const fault = cause && new UndecodableStream(`the stream cannot be decoded: ${cause.message}`, isCutShort);
    if (this.#onEnd === null) return this.#fail(fault);
    this.#stop();
    this.#onEnd(this, fault);
  }

  /** Each write is a job for another thread, however few bytes it has: those that come meanwhile are the next one. */
  #decodeWaiting(): void {
    if (this.#isOver || this.#isDecoding) return;
    if (this.#waiting.length > 0) {
      this.#isDecoding = true;
      this.#layers[0]?.write(this.#waiting.take(), () => {
        this.#isDecoding = false;
        this.#decodeWaiting();
        if (!this.#isOver) this.#source.resume();
      });
    } else if (this.#onEnd !== null) {
      this.#layers[0]?.close(null);
    }
  }

  /** @returns false if there is no memory for the decoders */
  #begin(firstByte: number): boolean {
    this.#hasBegun = this.#memory.set('DECODER', contentDecoderBytes(this.#codings, firstByte));
    if (!this.#hasBegun) this.#fail(new NoMemoryLeft('no room to decode the stream'));
    return this.#hasBegun;
  }

  #fail(error: Error | null): void {
    if (this.#isOver || error === null) return;
    this.#stop();
    this.#inner.onResponseError(this, error);
    this.#source.abort(error);
  }

  #stop(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#memory.set('DECODER', 0);
    for (const layer of this.#layers) layer.stop();
  }
}
