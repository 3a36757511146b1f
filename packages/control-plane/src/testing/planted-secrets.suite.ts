import { randomBytes } from 'node:crypto';

/** Everything that shows up in a place where no secret may be: where, and what stood around it. */
export interface Leak {
  readonly place: string;
  readonly around: string;
}

const AROUND_CHARACTERS = 60;
/** What the control plane itself makes and shows once. */
const SHOWN_ONCE = /sy_(?:live|test|token)_[0-9A-Za-z]{43}/g;

/**
 * Credentials to plant wherever one is asked for, each with a mark of its own run, and a search for them: as they are,
 * in hex, and in base64 at each of the three places where the mark may begin.
 */
export class PlantedSecrets {
  readonly #mark = `planted${randomBytes(9).toString('hex')}`;
  readonly #forms: readonly Buffer[];
  readonly #shownOnce = new Set<string>();
  #count = 0;

  constructor() {
    const mark = Buffer.from(this.#mark);
    const base64 = [0, 1, 2].map((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift), mark]).toString('base64');
      // The first and the last digits depend on what stands beside the mark.
      return text.slice(shift === 0 ? 0 : 4, -4);
    });
    this.#forms = [this.#mark, mark.toString('hex'), ...base64].map((form) => Buffer.from(form));
  }

  get count(): number {
    return this.#count;
  }

  /** How many keys and tokens were shown. */
  get shownCount(): number {
    return this.#shownOnce.size;
  }

  next(): string {
    this.#count += 1;
    return `sk-${this.#mark}-${this.#count}`;
  }

  /** Remembers the keys and tokens of an answer, which are shown in it and nowhere else. */
  noteShown(answer: string): void {
    for (const [secret] of answer.matchAll(SHOWN_ONCE)) this.#shownOnce.add(secret);
  }

  /** The planted credentials in a place. */
  planted(place: string, content: Buffer): Leak[] {
    return this.#forms.flatMap((form) => {
      const at = content.indexOf(form);
      if (at === -1) return [];
      const from = Math.max(0, at - AROUND_CHARACTERS);
      return [{ place, around: content.toString('latin1', from, at + form.length + AROUND_CHARACTERS) }];
    });
  }

  /** The planted credentials, and the keys and tokens that were shown, in a place where neither may be. */
  anyOf(place: string, content: Buffer): Leak[] {
    const shown = [...content.toString('latin1').matchAll(SHOWN_ONCE)]
      .filter(([secret]) => this.#shownOnce.has(secret))
      .map(([around]) => ({ place, around }));
    return [...this.planted(place, content), ...shown];
  }
}
