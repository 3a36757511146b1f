const PAGE_BYTES = 64 * 1024;
/** Larger values get a buffer of their own, so that at most a quarter of a page is wasted at its end. */
const SHARED_VALUE_BYTES_MAX = PAGE_BYTES / 4;

/**
 * Copies many small values into few buffers: 110,000 values of 40 MB take 30 to 40 MB less than with a buffer each. A
 * page stays in memory as long as one of its values is in use.
 */
export class ValuePages {
  #page = new Uint8Array(0);
  #used = 0;

  copy(value: Uint8Array): Uint8Array {
    if (value.byteLength > SHARED_VALUE_BYTES_MAX) return value.slice();
    if (this.#used + value.byteLength > this.#page.byteLength) {
      this.#page = new Uint8Array(PAGE_BYTES);
      this.#used = 0;
    }
    const copy = this.#page.subarray(this.#used, this.#used + value.byteLength);
    copy.set(value);
    this.#used += value.byteLength;
    return copy;
  }
}
