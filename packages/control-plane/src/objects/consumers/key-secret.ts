import type { Environment } from '@switchyard/contract';
import { hash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 32 bytes in base62 have at most this many digits; shorter numbers are filled up with zeros. */
const DIGITS = 43;
const HINT_DIGITS = 4;

const PREFIXES: Record<Environment, string> = { PRODUCTION: 'sy_live_', SANDBOX: 'sy_test_' };

export interface KeySecret {
  /** The key itself, to be shown once: `sy_live_` or `sy_test_` and 43 base62 digits. */
  readonly secret: string;
  /** Its SHA-256 in lower-case hex, which is all that is kept. */
  readonly keyHash: string;
  readonly hint: string;
}

export function newKeySecret(environment: Environment): KeySecret {
  const prefix = PREFIXES[environment];
  const secret = prefix + base62(randomBytes(KEY_BYTES));
  return { secret, keyHash: hash('sha256', secret), hint: secret.slice(0, prefix.length + HINT_DIGITS) };
}

export function base62(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let digits = '';
  for (; rest > 0n; rest /= 62n) digits = BASE62.charAt(Number(rest % 62n)) + digits;
  return digits.padStart(DIGITS, '0');
}
