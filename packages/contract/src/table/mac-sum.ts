const SUM_BITS = 256;
const HEX_DIGITS = 64;

/**
 * The number of MACs in a set and their sum modulo 2^256. A head with the sum of the versions that it covers says which
 * versions those are: one that is missing, was put back or belongs to another revision does not add up.
 *
 * The MACs are not secret. Who has several authentic versions of some 10,000 entries could combine older ones to the same
 * sum by a generalised birthday attack (Wagner, 2002), in about 10^10 steps. Secret summands would rule that out.
 */
export class MacSum {
  #count = 0;
  #sum = 0n;

  static of({ count, sum }: { readonly count: number; readonly sum: string }): MacSum {
    const copy = new MacSum();
    copy.#count = count;
    copy.#sum = BigInt(`0x${sum}`);
    return copy;
  }

  get count(): number {
    return this.#count;
  }

  /** In lower-case hex, 64 digits. */
  get sum(): string {
    return this.#sum.toString(16).padStart(HEX_DIGITS, '0');
  }

  add(mac: string): void {
    this.#count += 1;
    this.#sum = BigInt.asUintN(SUM_BITS, this.#sum + BigInt(`0x${mac}`));
  }

  remove(mac: string): void {
    this.#count -= 1;
    this.#sum = BigInt.asUintN(SUM_BITS, this.#sum - BigInt(`0x${mac}`));
  }

  copy(): MacSum {
    return MacSum.of(this);
  }
}
