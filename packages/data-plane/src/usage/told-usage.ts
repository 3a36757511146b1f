import { TOKENS_PER_ATTEMPT_MAX } from '@switchyard/contract';
import { headerValue } from '../http/flat-headers';
import type { UsageFact, UsagePlace, UsagePlaces } from './usage-places';

type TokenFact = Exclude<UsageFact, 'model' | 'serviceTier'>;
/** How many tokens an answer told, in the vendor's own counts. What it did not tell is absent. */
export type ToldTokens = Readonly<Partial<Record<TokenFact, number>>>;

const TEXT_LENGTH_MAX = 128;

/**
 * What an answer has told about its usage so far. Later parts of a stream replace what earlier ones told, because vendors
 * give running totals. One that gives prompt and total is a complete account and replaces all: a count that it lacks is 0.
 */
export class ToldUsage {
  readonly #places: UsagePlaces;
  #tokens: Partial<Record<TokenFact, number>> = {};
  #model: string | null = null;
  #serviceTier: string | null = null;
  #hasImpossible = false;
  /** What the present part has told, each with the rank of its place. */
  readonly #part = new Map<UsageFact, { readonly rank: number; readonly value: string | number }>();

  constructor(places: UsagePlaces) {
    this.#places = places;
  }

  get tokens(): ToldTokens {
    return this.#tokens;
  }

  /** Whether it has told a number of tokens. */
  get hasTokens(): boolean {
    return Object.keys(this.#tokens).length > 0;
  }

  /** Whether it has told a number that cannot be one of tokens, which counts as not told. */
  get hasImpossible(): boolean {
    return this.#hasImpossible;
  }

  /** The model that answered, as the answer names it. */
  get model(): string | null {
    return this.#model;
  }

  /** In lower case. */
  get serviceTier(): string | null {
    return this.#serviceTier;
  }

  /** Notes one value of the present part. */
  note({ fact, rank }: UsagePlace, value: unknown): void {
    const isText = fact === 'model' || fact === 'serviceTier';
    if (isText ? !isShortText(value) : !isCount(value)) {
      this.#hasImpossible ||= typeof value === 'number' && value > TOKENS_PER_ATTEMPT_MAX;
      return;
    }
    const known = this.#part.get(fact);
    if (known === undefined || rank < known.rank) this.#part.set(fact, { rank, value: value as string | number });
  }

  /** @param headers of the response, names and values alternating */
  noteHeaders(headers: readonly string[]): void {
    for (const [name, place] of this.#places.headers) {
      const text = headerValue(headers, name)?.trim() ?? '';
      if (text !== '') this.note(place, place.fact === 'model' || place.fact === 'serviceTier' ? text : Number(text));
    }
    this.endPart();
  }

  /** The present part, such as an event, is over. @returns whether it told a number of tokens */
  endPart(): boolean {
    const part = this.#part;
    if (part.size === 0) return false;
    if (part.has('prompt') && part.has('total')) this.#tokens = {};
    let hasTokens = false;
    for (const [fact, { value }] of part) {
      if (typeof value === 'number') {
        if (fact === 'model' || fact === 'serviceTier') continue;
        this.#tokens[fact] = value;
        hasTokens = true;
      } else if (fact === 'model') this.#model = value;
      else if (fact === 'serviceTier') this.#serviceTier = value.toLowerCase();
    }
    part.clear();
    return hasTokens;
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= TOKENS_PER_ATTEMPT_MAX;
}

function isShortText(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= TEXT_LENGTH_MAX;
}
