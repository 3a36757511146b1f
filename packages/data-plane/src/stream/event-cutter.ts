import { Cutter } from './cutter';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits a stream of server-sent events, each of which ends with a blank line. Lines end with LF, CR or CRLF, in any
 * mixture (WHATWG HTML, section 9.2.5).
 *
 * A blank line that is a lone CR after an LF waits for the next byte, which may be its LF. After a line that ended with
 * a lone CR it does not wait; otherwise each event of a stream with only CRs would be delayed until the next one.
 */
export class EventCutter extends Cutter {
  #lineIsEmpty = true;
  #followsCr = false;
  #awaitsLf = false;

  protected override findCuts(piece: Buffer): number[] {
    const cuts: number[] = [];
    for (let index = 0; index < piece.length; index += 1) {
      const byte = piece[index];
      if (this.#awaitsLf) {
        this.#awaitsLf = false;
        cuts.push(byte === LF ? index + 1 : index);
        if (byte === LF) continue;
      }
      if (byte === LF) {
        if (this.#followsCr) this.#followsCr = false;
        else if (this.#lineIsEmpty) cuts.push(index + 1);
        else this.#lineIsEmpty = true;
      } else if (byte === CR) {
        if (!this.#lineIsEmpty) {
          this.#lineIsEmpty = true;
          this.#followsCr = true;
        } else if (this.#followsCr) {
          this.#followsCr = false;
          cuts.push(index + 1);
        } else {
          this.#awaitsLf = true;
        }
      } else {
        this.#lineIsEmpty = false;
        this.#followsCr = false;
        // A fast path: most bytes are within a line, and only its end matters.
        while (index + 1 < piece.length && piece[index + 1] !== LF && piece[index + 1] !== CR) index += 1;
      }
    }
    return cuts;
  }
}
