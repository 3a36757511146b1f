import { timingSafeEqual } from 'node:crypto';
import { HmacKey } from './hmac-key';

/** The forms of a MAC, and of the id of a sealing key. */
export const MAC_HEX = /^[0-9a-f]{64}$/;
export const SEALING_KEY_ID = /^[0-9a-f]{8}$/;

/** The length of each half of a digest. */
const MAC_DIGITS = 64;

/** An HMAC in two halves, each 32 bytes in lower-case hex. */
export interface SplitMac {
  /** Published beside what it authenticates. */
  readonly mac: string;
  /** Known to holders of the key only, and tells nothing about itself through `mac`. */
  readonly secret: string;
}

/**
 * Authenticates texts by HMAC-SHA-512. Its output is as good as random to anybody without the key, so one half of it
 * says nothing about the other.
 */
export class MacKey {
  readonly #key: HmacKey;
  /** Room for a digest's digits, its published half, and a MAC to compare that with: a buffer for each takes longer. */
  readonly #digits = Buffer.alloc(2 * MAC_DIGITS);
  readonly #published = this.#digits.subarray(0, MAC_DIGITS);
  readonly #claimed = Buffer.alloc(MAC_DIGITS);

  /** @param id the id of the sealing key that this key is derived from */
  constructor(
    readonly id: string,
    key: Buffer,
  ) {
    this.#key = new HmacKey('sha512', key);
  }

  /**
   * @param frame what the text is, in one line of raw JSON, so that the MAC of one thing is never that of another
   * @param raw the text's bytes, one character per byte
   */
  split(frame: string, raw: string): SplitMac {
    const digest = this.#digest(frame, raw);
    return { mac: digest.slice(0, MAC_DIGITS), secret: digest.slice(MAC_DIGITS) };
  }

  /** The published half alone. */
  macOf(frame: string, raw: string): string {
    return this.#digest(frame, raw).slice(0, MAC_DIGITS);
  }

  /** The secret half, if the published one is this; null if it is not. */
  secretIfSame(mac: string, frame: string, raw: string): string | null {
    if (mac.length !== MAC_DIGITS || this.#claimed.write(mac) !== MAC_DIGITS) return null;
    this.#digits.write(this.#digest(frame, raw), 'latin1');
    return timingSafeEqual(this.#published, this.#claimed) ? this.#digits.toString('latin1', MAC_DIGITS) : null;
  }

  #digest(frame: string, raw: string): string {
    return this.#key.digest(frame, raw);
  }
}

/** Compares two MACs in constant time. */
export function isSameMac(one: string, other: string): boolean {
  if (!MAC_HEX.test(one) || !MAC_HEX.test(other)) return false;
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
