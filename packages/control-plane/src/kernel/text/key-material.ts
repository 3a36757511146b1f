/** What begins a private key. That a certificate's name or a remark has these words alone is no reason to refuse it. */
const LABELS: readonly RegExp[] = [
  /--\s*BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File/i,
  // Before the numbers of a private key, as `openssl pkey -text` and `openssl rsa -text` write them.
  /^[ \t]*(?:Private-Key|priv|privateExponent|prime[12]):/im,
  // A JSON Web Key (RFC 7518, section 6).
  /"(?:d|k)"[ \t]*:[ \t]*"/,
];
const URLS = /[a-z][a-z0-9+.-]{1,20}:\/\/\S*/gi;
/** Half as many characters as the shortest private key has in PEM, that of Ed25519. */
const RUN = /[A-Za-z0-9+/]{32,}/g;
const HEX = /^[\da-f]+$/i;
/** That of a 256-bit key. A serial number and a SHA-1 are shorter. */
const HEX_KEY_LENGTH_MIN = 64;
/** A key in shorter lines. */
const SHORT_LINES = /(?:^[ \t]*[A-Za-z0-9+/]{12,31}={0,2}[ \t]*(?:\r?\n|$)){3,}/gm;

/** Whether a text has a private key that is labelled as one. */
export function hasPrivateKey(text: string): boolean {
  return LABELS.some((label) => label.test(text));
}

/**
 * Whether a text can have a private key without a label: a long run of characters as in base64 or hex. Names, remarks, and
 * what `openssl` writes about a certificate have none.
 */
export function canHaveKey(text: string): boolean {
  const withoutUrls = text.replace(URLS, ' ');
  return [RUN, SHORT_LINES].some((pattern) => (withoutUrls.match(pattern) ?? []).some(isRandom));
}

function isRandom(run: string): boolean {
  if (HEX.test(run)) return run.length >= HEX_KEY_LENGTH_MIN;
  return /\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run));
}
