const SUM_BITS = 256;
const HEX_DIGITS = 64;

/**
 * The number of versions in a set and the sum of their summands modulo 2^256. A head with the MAC of both says which versions
 * it covers: one that is missing, was put back or belongs to another revision does not add up.
 *
 * The summands are secret, and so is the sum: over values that an intruder knows, such as the versions' MACs, an older set of
 * authentic versions with the same sum could be found by a generalised birthday attack (Wagner, 2002).
 */
export class VersionSum {
  #count = 0;
  #sum = 0n;

  get count(): number {
    return this.#count;
  }

  /** In lower-case hex, 64 digits. It must not travel. */
  get sum(): string {
    return this.#sum.toString(16).padStart(HEX_DIGITS, '0');
  }

  /** @param summand 64 hex digits */
  add(summand: string): void {
    this.#count += 1;
    this.#sum = BigInt.asUintN(SUM_BITS, this.#sum + BigInt(`0x${summand}`));
  }

  remove(summand: string): void {
    this.#count -= 1;
    this.#sum = BigInt.asUintN(SUM_BITS, this.#sum - BigInt(`0x${summand}`));
  }

  copy(): VersionSum {
    const copy = new VersionSum();
    copy.#count = this.#count;
    copy.#sum = this.#sum;
    return copy;
  }
}
