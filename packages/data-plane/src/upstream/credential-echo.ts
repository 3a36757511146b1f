/** This many consecutive characters of a credential reveal it. */
const WINDOW_LENGTH = 12;
/** How often text is decoded again: a vendor may quote another one's error. */
const DECODINGS_MAX = 3;

/** Searches what a vendor sends for the credential of the endpoint. */
export class CredentialEcho {
  readonly #credential: string;
  readonly #publicLength: number;
  #windows: ReadonlySet<string> | null = null;

  /** @param publicPrefixes the starts that credentials of the vendor share, which reveal nothing */
  constructor(credential: string, publicPrefixes: readonly string[]) {
    this.#credential = credential;
    this.#publicLength = Math.max(0, ...publicPrefixes.map((prefix) => sharedLength(prefix, credential)));
  }

  /** Whether a text has the whole credential: for the headers of every response. */
  isWholeIn(text: string): boolean {
    return text.includes(this.#credential);
  }

  /**
   * Whether an error has a part of the credential: as it stands, percent-encoded, or escaped in JSON.
   *
   * @param text with each byte as a character
   */
  isIn(text: string): boolean {
    this.#windows ??= this.#secretWindows();
    // Text in UTF-16 has a zero byte beside each of the credential's characters.
    let forms = new Set([text, text.replaceAll('\0', '')]);
    const seen = new Set<string>();
    for (let round = 0; round <= DECODINGS_MAX && forms.size > 0; round += 1) {
      const decoded = new Set<string>();
      for (const form of forms) {
        if (this.#isInForm(form, this.#windows)) return true;
        seen.add(form);
        for (const next of [percentDecoded(form), unescaped(form)]) if (!seen.has(next)) decoded.add(next);
      }
      forms = decoded;
    }
    return false;
  }

  #isInForm(text: string, windows: ReadonlySet<string>): boolean {
    const length = Math.min(WINDOW_LENGTH, this.#credential.length);
    for (let at = 0; at + length <= text.length; at += 1) {
      if (windows.has(text.slice(at, at + length))) return true;
    }
    return false;
  }

  /** All parts that reveal the credential. */
  #secretWindows(): ReadonlySet<string> {
    const credential = this.#credential;
    const length = Math.min(WINDOW_LENGTH, credential.length);
    const windows = new Set<string>();
    for (let at = 0; at + length <= credential.length; at += 1) {
      if (at + length > this.#publicLength) windows.add(credential.slice(at, at + length));
    }
    return windows;
  }
}

function sharedLength(first: string, second: string): number {
  let length = 0;
  while (length < first.length && first[length] === second[length]) length += 1;
  return length;
}

function percentDecoded(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 8259, section 7. An escape of one character stands for itself here: the credential has no control characters. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gi, (_whole, hex: string | undefined, character: string) =>
    hex === undefined ? character : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
