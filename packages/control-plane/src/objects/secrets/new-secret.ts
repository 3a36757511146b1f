import { hash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 32 bytes have at most this many digits in base62; smaller numbers are padded with zeros. */
const DIGITS = 43;
const HINT_DIGITS = 4;

export interface NewSecret {
  /** The secret itself, to be shown once: the prefix and 43 base62 digits. */
  readonly secret: string;
  /** What is stored. */
  readonly hash: string;
  /** Its first characters, to distinguish secrets. */
  readonly hint: string;
}

/** @param prefix makes the secret recognisable to people and to scanners for leaked secrets, such as `sy_live_` */
export function newSecret(prefix: string): NewSecret {
  const secret = prefix + base62(randomBytes(SECRET_BYTES));
  return { secret, hash: hashOf(secret), hint: secret.slice(0, prefix.length + HINT_DIGITS) };
}

/** The SHA-256 of a secret in lower-case hex. 256 random bits cannot be guessed, so it needs neither salt nor slowness. */
export function hashOf(secret: string): string {
  return hash('sha256', secret);
}

export function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let digits = '';
  for (; rest > 0n; rest /= 62n) digits = BASE62.charAt(Number(rest % 62n)) + digits;
  return digits.padStart(DIGITS, '0');
}
