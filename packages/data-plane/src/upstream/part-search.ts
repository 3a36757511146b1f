/** What is searched for first: so few bytes that they fit in a number. */
const GRAM_BYTES = 4;

/** A text, any part of which may be quoted. */
export interface SoughtText {
  readonly bytes: Buffer;
  /** How many consecutive bytes are a part; at least `GRAM_BYTES` of them, and no more than there are. */
  readonly partLength: number;
  /** A part within this many bytes at the start does not count. */
  readonly publicLength: number;
}

interface Place {
  readonly sought: SoughtText;
  readonly at: number;
}

/**
 * Searches bytes for any part of some texts. It looks at four bytes at a time, and only at every ninth place for parts of
 * twelve bytes: a part covers at least one of these places whole.
 */
export class PartSearch {
  readonly #stride: number;
  /** Where four bytes stand in the texts. */
  readonly #places = new Map<number, Place[]>();

  constructor(texts: readonly SoughtText[]) {
    this.#stride = Math.min(...texts.map(({ partLength }) => partLength)) - GRAM_BYTES + 1;
    for (const sought of texts) {
      const { bytes, partLength, publicLength } = sought;
      for (let at = 0; at + GRAM_BYTES <= bytes.length; at += 1) {
        const lastPartEnd = Math.min(at, bytes.length - partLength) + partLength;
        if (lastPartEnd <= publicLength) continue;
        const gram = gramAt(bytes, at);
        const places = this.#places.get(gram);
        if (places === undefined) this.#places.set(gram, [{ sought, at }]);
        else places.push({ sought, at });
      }
    }
  }

  isIn(text: Buffer): boolean {
    const stride = this.#stride;
    for (let at = stride - 1; at + GRAM_BYTES <= text.length; at += stride) {
      const places = this.#places.get(gramAt(text, at));
      if (places?.some((place) => isPartAround(text, at, place)) === true) return true;
    }
    return false;
  }
}

function gramAt(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

/** Whether the bytes around an offset are a part of the text, whose four bytes at a place stand there. */
function isPartAround(text: Buffer, at: number, { sought, at: place }: Place): boolean {
  const { bytes, partLength, publicLength } = sought;
  let before = 0;
  while (before < place && before < at && bytes[place - before - 1] === text[at - before - 1]) before += 1;
  let end = GRAM_BYTES;
  while (place + end < bytes.length && at + end < text.length && bytes[place + end] === text[at + end]) end += 1;
  // The last of the parts that stand there reaches furthest.
  return before + end >= partLength && place + end > publicLength;
}
