/** So many names are remembered, each no longer than this: senders may invent any. */
const REMEMBERED_MAX = 1_024;
const REMEMBERED_LENGTH_MAX = 64;

/** A header's name, and what becomes of the header by its name alone. */
export interface KnownName {
  readonly lowerCase: string;
  readonly isKept: boolean;
}

/**
 * What becomes of headers by their names. The same names come with every request, so what was found out of one is remembered as
 * it was spelled: a header then costs one look-up, in place of a new string and a search in each list of names.
 */
export class HeaderNames {
  readonly #isKept: (lowerCase: string) => boolean;
  readonly #known = new Map<string, KnownName>();

  constructor(isKept: (lowerCase: string) => boolean) {
    this.#isKept = isKept;
  }

  of(spelled: string): KnownName {
    return this.#known.get(spelled) ?? this.#read(spelled);
  }

  #read(spelled: string): KnownName {
    const lowerCase = spelled.toLowerCase();
    const known = { lowerCase, isKept: this.#isKept(lowerCase) };
    if (this.#known.size < REMEMBERED_MAX && spelled.length <= REMEMBERED_LENGTH_MAX) this.#known.set(spelled, known);
    return known;
  }
}
