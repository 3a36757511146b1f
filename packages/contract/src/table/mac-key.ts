import { timingSafeEqual } from 'node:crypto';
import { HmacKey } from './hmac-key';
import { rawJson } from './raw-text';

/** The forms of a MAC, and of the id of a sealing key. */
export const MAC_HEX = /^[0-9a-f]{64}$/;
export const SEALING_KEY_ID = /^[0-9a-f]{8}$/;

/** The half of a digest that is published. */
const MAC_BYTES = 32;

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

  /** @param id the id of the sealing key that this key is derived from */
  constructor(
    readonly id: string,
    key: Buffer,
  ) {
    this.#key = new HmacKey('sha512', key);
  }

  /**
   * @param frame what the text is, so that the MAC of one thing is never that of another
   * @param raw the text's bytes, one character per byte
   */
  split(frame: readonly (string | number)[], raw: string): SplitMac {
    const digest = this.#digest(frame, raw);
    return { mac: digest.toString('hex', 0, MAC_BYTES), secret: digest.toString('hex', MAC_BYTES) };
  }

  /** The published half alone. */
  macOf(frame: readonly (string | number)[], raw: string): string {
    return this.#digest(frame, raw).toString('hex', 0, MAC_BYTES);
  }

  /** The secret half, if the published one is this; null if it is not. */
  secretIfSame(mac: string, frame: readonly (string | number)[], raw: string): string | null {
    if (!MAC_HEX.test(mac)) return null;
    const digest = this.#digest(frame, raw);
    if (!timingSafeEqual(digest.subarray(0, MAC_BYTES), Buffer.from(mac, 'hex'))) return null;
    return digest.toString('hex', MAC_BYTES);
  }

  #digest(frame: readonly (string | number)[], raw: string): Buffer {
    return Buffer.from(this.#key.digest(`${rawJson(frame)}\n${raw}`, 'latin1'), 'latin1');
  }
}

/** Compares two MACs in constant time. */
export function isSameMac(one: string, other: string): boolean {
  if (!MAC_HEX.test(one) || !MAC_HEX.test(other)) return false;
  return timingSafeEqual(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));
}
