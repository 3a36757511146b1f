import type { EchoSearch } from './passage';

/**
 * How much of what came before is searched again with the next piece: twelve characters of a credential in any notation,
 * such as `%5Cu0041` in UTF-16, or one that is encoded three times.
 */
const OVERLAP_BYTES = 1_024;
const NOTHING = Buffer.alloc(0);

/** Searches bytes that are passed on in pieces for the credential, which may lie across several of them. */
export class EchoWatch {
  readonly #echo: EchoSearch;
  #before: Buffer = NOTHING;

  constructor(echo: EchoSearch) {
    this.#echo = echo;
  }

  /**
   * Whether a piece completes a part of the credential, and so must not be passed on.
   *
   * @param isError whether it is known to be part of an error
   */
  completes(piece: Buffer, isError = false): boolean {
    const bytes = this.#before.length === 0 ? piece : Buffer.concat([this.#before, piece]);
    // A copy, because the rest of the piece need not be kept.
    this.#before = Buffer.from(bytes.subarray(-OVERLAP_BYTES));
    return isError ? this.#echo.isIn(bytes) : this.#echo.isSurelyIn(bytes);
  }
}
