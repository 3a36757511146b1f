/** How much of a request's body is text, as far as its tokens can be estimated by it. */
export interface PromptSize {
  /** Without images and files within it, in Base64. 0 for a body that is not JSON. */
  readonly bytes: number;
  /** Whether it is all text, so that its tokens say how many bytes a token takes. */
  readonly isAllText: boolean;
}

export const NO_PROMPT: PromptSize = Object.freeze({ bytes: 0, isAllText: false });

/** In bytes. Only so many in a row are noticed: the body is looked at in steps, because every request pays for it. */
const STEP = 256;
/** In bytes. So many without a space or punctuation are looked at in each step: prose shows one after a few. */
const LOOK = 32;
/** In steps: so many in a row are media. Words and names may be as long as one. */
const STEPS_LEAST = 2;

const BACKSLASH = 0x5c;
const JSON_STARTS = new Set(Buffer.from('{['));
const SPACES = new Set(Buffer.from(' \t\r\n'));
/** Those of Base64 and of its variant for URLs. */
const IS_BASE64 = bytesIn('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=');
/** JSON may write slashes and ends of lines so; other escapes are of text. */
const IS_ESCAPED_IN_BASE64 = bytesIn('/nr');

/** @param body without a content coding */
export function promptSizeOf(body: Buffer): PromptSize {
  if (!JSON_STARTS.has(body.find((byte) => !SPACES.has(byte)) ?? 0)) return NO_PROMPT;
  let mediaBytes = 0;
  let steps = 0;
  for (let at = STEP; at < body.length; at += STEP) {
    if (isBase64(body, at)) {
      steps += 1;
      if (steps === STEPS_LEAST) mediaBytes += STEPS_LEAST * STEP;
      else if (steps > STEPS_LEAST) mediaBytes += STEP;
    } else steps = 0;
  }
  return { bytes: body.length - mediaBytes, isAllText: mediaBytes === 0 };
}

function isBase64(body: Buffer, from: number): boolean {
  const end = from + LOOK;
  if (end > body.length) return false;
  for (let at = from; at < end; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === BACKSLASH) {
      at += 1;
      if (at < end && IS_ESCAPED_IN_BASE64[body[at] ?? 0] !== 1) return false;
    } else if (IS_BASE64[byte] !== 1) return false;
  }
  return true;
}

function bytesIn(text: string): Uint8Array {
  const present = new Uint8Array(256);
  for (const byte of Buffer.from(text)) present[byte] = 1;
  return present;
}
