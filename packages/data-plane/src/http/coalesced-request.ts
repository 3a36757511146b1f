import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ByteCollector } from '@switchyard/runtime';
import type { AnswerOver } from './answer-over';

/** Pieces of this size are passed on as they are. */
const LARGE_PIECE_BYTES = 16_384;

/** Takes a request's body as it comes. */
export interface BodyTaker {
  onPiece(piece: Buffer): void;
  onEnd(): void;
  /** The consumer disconnected before the end. */
  onGone(): void;
}

/**
 * A request whose body comes in as many pieces as the connection was read, not in as many as its sender made: while nobody
 * takes them they are queued, and Node limits the bytes in the queue, not the pieces.
 */
export class CoalescedRequest extends IncomingMessage {
  /** For `onAnswerOver`; null while nobody waits for the end of the answer. */
  answerOver: AnswerOver | null = null;
  readonly #pieces = new ByteCollector();
  #willFlush = false;
  #hasBegun = false;
  #taker: BodyTaker | null = null;
  /** Also once the request has lost its own. */
  readonly #connection: Socket;
  #bytesReadAtEnd: number | null = null;

  constructor(connection: Socket) {
    super(connection);
    this.#connection = connection;
  }

  /** How many bytes the connection had brought when the request had come completely; null until then. */
  get bytesReadAtEnd(): number | null {
    return this.#bytesReadAtEnd;
  }

  /**
   * Gives the body to a taker, past the stream's queue and events, which cost a request of usual size more than its body. Call
   * before any of the body has come, that is at once.
   */
  giveBody(taker: BodyTaker): void {
    if (this.#hasBegun) throw new Error('a part of the body has come before there was a taker');
    this.#taker = taker;
    // The stream has to end, so that the connection can take its next request.
    this.resume();
  }

  /** Reads what still comes of the body and drops it, so that the client can read the answer on this connection. */
  dropBody(): void {
    this.#taker = null;
  }

  override push(piece: Buffer | null): boolean {
    this.#hasBegun = true;
    if (piece === null) this.#bytesReadAtEnd ??= this.#connection.bytesRead;
    if (this.#taker !== null) return this.#give(piece, this.#taker);
    if (piece === null || piece.length >= LARGE_PIECE_BYTES) {
      this.#flush();
      return super.push(piece);
    }
    this.#pieces.push(piece);
    if (!this.#willFlush) {
      this.#willFlush = true;
      // All pieces of one read come in one turn of the event loop, but each in a tick of its own.
      setImmediate(() => {
        this.#willFlush = false;
        this.#flush();
      });
    }
    return this.readableLength + this.#pieces.length < this.readableHighWaterMark;
  }

  /**
   * undici destroys a body that it will not send, and so would the connection on which the answer goes. It takes care of
   * that only for Node's own class (its `util.destroy`).
   */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const isCut = !this.readableEnded || !this.complete;
    if (isCut && !this.socket.destroyed) Object.assign(this, { socket: null });
    super._destroy(error, callback);
    const taker = this.#taker;
    this.#taker = null;
    taker?.onGone();
  }

  #give(piece: Buffer | null, taker: BodyTaker): boolean {
    if (piece !== null) {
      taker.onPiece(piece);
      return true;
    }
    this.#taker = null;
    taker.onEnd();
    return super.push(null);
  }

  #flush(): void {
    if (this.#pieces.length > 0) super.push(this.#pieces.take());
  }
}
