import { IncomingMessage } from 'node:http';
import { ByteCollector } from '@switchyard/runtime';

/** Pieces of this size are passed on as they are. */
const LARGE_PIECE_BYTES = 16_384;

/**
 * A request whose body comes in as many pieces as the connection was read, not in as many as its sender made: while nobody
 * takes them they are queued, and Node limits the bytes in the queue, not the pieces.
 */
export class CoalescedRequest extends IncomingMessage {
  readonly #pieces = new ByteCollector();
  #willFlush = false;

  override push(piece: Buffer | null): boolean {
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
  }

  #flush(): void {
    if (this.#pieces.length > 0) super.push(this.#pieces.take());
  }
}
