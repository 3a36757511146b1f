import { beginsPrivateKey, PRIVATE_KEY_START_BYTES } from './private-key-der';

const PEM_LABEL = /--\s*BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File/i;
/** What begins a private key. That a certificate's name or a remark has these words alone is no reason to refuse it. */
const LABELS: readonly RegExp[] = [
  PEM_LABEL,
  // The numbers of a private key, as `openssl pkey -text` and `openssl rsa -text` write them.
  /^[ \t]*(?:priv|privateExponent|prime[12]):\s*(?:[\da-f]{2}:){8}/im,
  // A JSON Web Key (RFC 7518, section 6).
  /"(?:d|k)"\s{0,20}:\s{0,20}"[\w-]{20}/,
];
/**
 * Where base64 can begin that encodes a sequence in DER, or a key of OpenSSH; with as many characters as it takes to know,
 * however its lines are broken and indented.
 */
const BASE64_START = /(?<![A-Za-z0-9+/])(?=M[A-P]|b3Bl)(?:[A-Za-z0-9+/_-]\s{0,20}){16,22}/g;
/** The same in hex, with or without separators. */
const HEX_START = /(?<![\da-f])(?=30)(?:[\da-f]{2}[\s:]{0,20}){12,16}/gi;
/** What may be PEM that was encoded in base64 as a whole. */
const BASE64_PEM = /(?:[A-Za-z0-9+/]{12,}\s{0,20})+/g;
const URLS = /[a-z][a-z0-9+.-]{1,20}:\/\/\S*/gi;
/** Lines of base64, as in PEM. */
const LINES = /[A-Za-z0-9+/]{40,}(?:\s{1,20}[A-Za-z0-9+/]{40,})*(?:\s{1,20}[A-Za-z0-9+/]{1,39})?={0,2}/g;
/** That of two lines of PEM. Fingerprints, identifiers and names are shorter. */
const LINES_LENGTH_MIN = 128;
const HEX = /^[\da-f]+$/i;
/** A path has shorter parts between its slashes. */
const PART_LENGTH_MIN = 40;
/** The least shares of kinds of characters in random base64, which has 40, 40 and 16 per cent. Names and paths have less. */
const SHARES_MIN: readonly (readonly [RegExp, number])[] = [
  [/[A-Z]/g, 0.2],
  [/[a-z]/g, 0.2],
  [/\d/g, 0.06],
];

/** Whether a text has a private key that is labelled as one. */
export function hasPrivateKey(text: string): boolean {
  return LABELS.some((label) => label.test(text));
}

/** Whether a text has a private key without a label, in base64 or hex: recognised by its structure. */
export function hasBarePrivateKey(text: string): boolean {
  return (
    startsOf(text, BASE64_START, 'base64').some(beginsPrivateKey) ||
    startsOf(text, HEX_START, 'hex').some(beginsPrivateKey) ||
    (text.match(BASE64_PEM) ?? []).some((run) => PEM_LABEL.test(Buffer.from(run, 'base64').toString('latin1')))
  );
}

function startsOf(text: string, pattern: RegExp, encoding: 'base64' | 'hex'): Buffer[] {
  // Matches overlap: what precedes a key may look like the start of one.
  const starts: Buffer[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    starts.push(Buffer.from(match[0].replaceAll(/[\s:]/g, ''), encoding).subarray(0, PRIVATE_KEY_START_BYTES));
    pattern.lastIndex = match.index + 1;
  }
  return starts;
}

/**
 * The first lines in a text that look like a key in base64, whose start may be missing; null if there are none. Remarks,
 * names, paths, fingerprints, and what `openssl` writes about a certificate or a connection do not.
 */
export function keyMaterialIn(text: string): string | null {
  return (text.replace(URLS, ' ').match(LINES) ?? []).find(isRandom) ?? null;
}

function isRandom(lines: string): boolean {
  const run = lines.replaceAll(/\s/g, '');
  if (run.length < LINES_LENGTH_MIN || HEX.test(run)) return false;
  if (run.split('/').every((part) => part.length < PART_LENGTH_MIN)) return false;
  return SHARES_MIN.every(([kind, share]) => (run.match(kind) ?? []).length >= share * run.length);
}
