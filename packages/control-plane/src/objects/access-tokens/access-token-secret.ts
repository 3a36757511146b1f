import { hash, randomBytes } from 'node:crypto';
import { base62 } from '../consumers/key-secret';

const TOKEN_BYTES = 32;
const HINT_DIGITS = 4;

/** Recognisable to people and to scanners for leaked secrets, and different from every consumer key's. */
const PREFIX = 'sy_token_';
const FORM = /^sy_token_[0-9A-Za-z]{43}$/;

export interface AccessTokenSecret {
  /** The token itself, to be shown once: `sy_token_` and 43 base62 digits. */
  readonly secret: string;
  /** Its SHA-256 in lower-case hex, which is all that is kept. */
  readonly tokenHash: string;
  readonly hint: string;
}

export function newAccessTokenSecret(): AccessTokenSecret {
  const secret = PREFIX + base62(randomBytes(TOKEN_BYTES));
  return { secret, tokenHash: tokenHashOf(secret), hint: secret.slice(0, PREFIX.length + HINT_DIGITS) };
}

/** A token of 256 random bits cannot be guessed, so its digest needs neither salt nor slowness. */
export function tokenHashOf(secret: string): string {
  return hash('sha256', secret);
}

/** Whether a text could be an access token at all: what could not is refused without asking the database. */
export function isAccessToken(text: string): boolean {
  return FORM.test(text);
}
