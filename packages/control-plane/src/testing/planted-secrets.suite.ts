import { randomBytes } from 'node:crypto';

/** A secret in a place where none may be: where, and the text around it. */
export interface Leak {
  readonly place: string;
  readonly around: string;
}

const AROUND_CHARACTERS = 60;
/** What the control plane itself makes and shows once. */
const SHOWN_ONCE = /sy_(?:live|test|token)_[0-9A-Za-z]{43}/g;

/**
 * Credentials to plant in random requests, each with a mark that is unique to this run, and a search for them: as they
 * are, in hex, and in base64 at each of the three offsets at which the mark may begin.
 *
 * Some are given where the schema asks for a secret: they may show up nowhere. Others are strays, as when somebody pastes
 * a credential into the wrong field: the answer to that very request may quote them, and nothing else.
 */
export class PlantedSecrets {
  readonly #run = randomBytes(9).toString('hex');
  readonly #placed = new Mark(`placed${this.#run}`);
  readonly #stray = new Mark(`stray${this.#run}`);
  readonly #shownOnce = new Set<string>();

  /** How many were planted where the schema asks for a secret. */
  get count(): number {
    return this.#placed.count;
  }

  get strayCount(): number {
    return this.#stray.count;
  }

  /** How many keys and tokens were shown. */
  get shownCount(): number {
    return this.#shownOnce.size;
  }

  /** A credential for a place where the schema asks for one. */
  next(): string {
    return this.#placed.next();
  }

  /** A credential for any other place. */
  nextStray(): string {
    return this.#stray.next();
  }

  /** Remembers the keys and tokens of an answer, which are shown in it and nowhere else. */
  noteShown(answer: string): void {
    for (const [secret] of answer.matchAll(SHOWN_ONCE)) this.#shownOnce.add(secret);
  }

  /** The planted credentials in an answer, except strays that its request holds and that are quoted as they are. */
  inAnswer(request: string, answer: string): Leak[] {
    const place = `the answer to ${request}`;
    const others = answer.replaceAll(this.#stray.secrets, (secret) => (request.includes(secret) ? '' : secret));
    const content = Buffer.from(others);
    return [...this.#placed.leaks(place, content), ...this.#stray.leaks(place, content)];
  }

  /** All planted credentials, and the keys and tokens that were shown, in a place where none of them may be. */
  anyOf(place: string, content: Buffer): Leak[] {
    const shown = [...content.toString('latin1').matchAll(SHOWN_ONCE)]
      .filter(([secret]) => this.#shownOnce.has(secret))
      .map(([around]) => ({ place, around }));
    return [...this.#placed.leaks(place, content), ...this.#stray.leaks(place, content), ...shown];
  }
}

/** Credentials that all hold one mark. */
class Mark {
  /** The credentials in a text. */
  readonly secrets: RegExp;
  readonly #forms: readonly Buffer[];
  count = 0;

  constructor(private readonly text: string) {
    this.secrets = new RegExp(`sk-${text}-\\d+-`, 'g');
    const mark = Buffer.from(text);
    const base64 = [0, 1, 2].map((shift) => {
      const encoded = Buffer.concat([Buffer.alloc(shift), mark]).toString('base64');
      // The first and the last digits depend on what stands beside the mark.
      return encoded.slice(shift === 0 ? 0 : 4, -4);
    });
    this.#forms = [text, mark.toString('hex'), ...base64].map((form) => Buffer.from(form));
  }

  next(): string {
    this.count += 1;
    return `sk-${this.text}-${this.count}-`;
  }

  leaks(place: string, content: Buffer): Leak[] {
    return this.#forms.flatMap((form) => {
      const at = content.indexOf(form);
      if (at === -1) return [];
      const from = Math.max(0, at - AROUND_CHARACTERS);
      return [{ place, around: content.toString('latin1', from, at + form.length + AROUND_CHARACTERS) }];
    });
  }
}
