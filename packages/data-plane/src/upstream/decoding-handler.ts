import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import type { StreamFraming } from '@switchyard/contract';
import {
  areDecodable,
  ByteCollector,
  codingsToDecode,
  contentDecoderBytes,
  contentDecoders,
} from '@switchyard/runtime';
import type { Dispatcher } from 'undici';
import { withoutHeader } from '../http/flat-headers';
import { isStreamed } from '../stream/answer-passage';
import type { HeldMemory } from '../load/held-memory';
import { NoMemoryLeft, UndecodableStream } from './call-failure';
import { flatHeaders } from './response-head';

/** So many bytes that wait to be decoded slow the vendor down. */
const WAITING_BYTES_MAX = 65_536;

type Controller = Dispatcher.DispatchController;
type InnerHandler = Required<Omit<Dispatcher.DispatchHandler, 'onRequestUpgrade'>>;

/**
 * A handler for undici's dispatcher that decodes a compressed event stream for another handler, event by event as it
 * arrives. Vendors compress streams although the gateway asks for none, or because the consumer of an operation that is not
 * routed accepts it. Any other response is left as it is.
 */
export class DecodingHandler implements Dispatcher.DispatchHandler {
  readonly #inner: InnerHandler;
  readonly #framing: StreamFraming;
  readonly #memory: HeldMemory;
  #decoding: Decoding | null = null;

  /**
   * @param framing how the operation's streams are split into events, unless the response's content type says so
   * @param memory counts that of the decoders
   */
  constructor(inner: InnerHandler, framing: StreamFraming, memory: HeldMemory) {
    this.#inner = inner;
    this.#framing = framing;
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
    const codings = codingsToDecode([headers['content-encoding'] ?? []].flat().join(','));
    const raw = codings.length === 0 ? [] : flatHeaders(controller.rawHeaders);
    if (codings.length === 0 || !isStreamed(status, raw, this.#framing)) {
      return this.#inner.onResponseStart(controller, status, headers, message);
    }
    if (!areDecodable(codings)) {
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
    this.#decoding.end((decoding) => this.#inner.onResponseEnd(decoding, trailers));
  }

  onResponseError(controller: Controller, error: Error): void {
    if (this.#decoding === null) return this.#inner.onResponseError(controller, error);
    // What came before the connection broke may be the end of the answer.
    this.#decoding.end((decoding) => this.#inner.onResponseError(decoding, error));
  }
}

/** The decoding of one response, which the inner handler controls in place of the connection. */
class Decoding implements Controller {
  readonly rawHeaders: string[];
  readonly #source: Controller;
  readonly #inner: InnerHandler;
  readonly #codings: readonly string[];
  readonly #memory: HeldMemory;
  /** Empty until the first byte. */
  #decoders: readonly Transform[] = [];
  readonly #waiting = new ByteCollector();
  #isDecoding = false;
  #isPaused = false;
  #isOver = false;

  constructor(source: Controller, inner: InnerHandler, codings: readonly string[], memory: HeldMemory) {
    this.#source = source;
    this.#inner = inner;
    this.#codings = codings;
    this.#memory = memory;
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
    this.#decoders.at(-1)?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#decoders.at(-1)?.resume();
  }

  abort(reason: Error): void {
    this.#stop();
    this.#source.abort(reason);
  }

  push(chunk: Buffer): void {
    if (this.#isOver || chunk.length === 0) return;
    if (this.#decoders.length === 0) this.#start(chunk[0] ?? 0);
    this.#waiting.push(chunk);
    this.#decodeWaiting();
    if (this.#waiting.length >= WAITING_BYTES_MAX) this.#source.pause();
  }

  /** Each write is a job for another thread, however few bytes it has: those that come meanwhile are the next one. */
  #decodeWaiting(): void {
    if (this.#isOver || this.#isDecoding || this.#waiting.length === 0) return;
    this.#isDecoding = true;
    this.#decoders[0]?.write(this.#waiting.take(), () => {
      this.#isDecoding = false;
      this.#decodeWaiting();
      this.#source.resume();
    });
  }

  /** Nothing more comes. @param onEnd called when everything that came was decoded, and read by the inner handler */
  end(onEnd: (decoding: Decoding) => void): void {
    if (this.#isOver) return;
    const [first] = this.#decoders;
    const conclude = () => {
      if (this.#isOver) return;
      this.#stop();
      onEnd(this);
    };
    if (first === undefined) return conclude();
    this.#decoders.at(-1)?.once('end', conclude);
    if (this.#waiting.length > 0) first.write(this.#waiting.take());
    first.end();
  }

  #start(firstByte: number): void {
    if (!this.#memory.set('DECODER', contentDecoderBytes(this.#codings, firstByte))) {
      return this.#fail(new NoMemoryLeft('no room to decode the stream'));
    }
    this.#decoders = contentDecoders(this.#codings, firstByte, 'COUNTS');
    for (const [index, decoder] of this.#decoders.entries()) {
      decoder.on('error', ({ message }) =>
        this.#fail(new UndecodableStream(`the stream cannot be decoded: ${message}`)),
      );
      const next = this.#decoders[index + 1];
      if (next === undefined) decoder.on('data', (chunk: Buffer) => this.#inner.onResponseData(this, chunk));
      else decoder.pipe(next);
    }
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#stop();
    this.#inner.onResponseError(this, error);
    this.#source.abort(error);
  }

  #stop(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#memory.set('DECODER', 0);
    for (const decoder of this.#decoders) decoder.destroy();
  }
}
