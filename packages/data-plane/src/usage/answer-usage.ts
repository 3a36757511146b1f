import { areKnown, codingsToDecode } from '@switchyard/runtime';
import { headerValue, headerValues } from '../http/flat-headers';
import type { EventReader } from '../stream/passage';
import type { StreamEvent } from '../stream/stream-event';
import { CompressedUsage } from './compressed-usage';
import { PlainUsage } from './plain-usage';
import { StreamUsage } from './stream-usage';
import type { UsagePlaces } from './usage-places';
import type { AnswerSize, ReadUsage } from './usage-reading';

/** Sound, pictures and films: their bytes say nothing about tokens, and hold no JSON. */
const MEDIA_TYPE = /^\s*(audio|image|video|font)\//i;

/** Reads the usage of one answer as it passes, in whatever form it comes. */
export class AnswerUsage implements EventReader {
  readonly #places: UsagePlaces;
  readonly #headers: readonly string[];
  #stream: StreamUsage | null = null;
  #plain: PlainUsage | null = null;
  #compressed: CompressedUsage | null = null;

  /** @param headers of the response, names and values alternating */
  constructor(places: UsagePlaces, headers: readonly string[]) {
    this.#places = places;
    this.#headers = headers;
  }

  /** Whether the response is a stream of events. */
  get isStream(): boolean {
    return this.#stream !== null;
  }

  get size(): AnswerSize {
    return this.#stream?.size ?? this.#plain?.size ?? NOTHING;
  }

  readEvent(event: StreamEvent, hasContent: boolean, hasFinished: boolean): void {
    this.#stream ??= new StreamUsage(this.#places, this.#headers);
    this.#stream.push(event, hasContent, hasFinished);
  }

  readPlain(piece: Buffer): void {
    if (this.#plain === null) {
      this.#plain = new PlainUsage(this.#places, this.#headers);
      const coding = headerValues(this.#headers, 'content-encoding').join(',');
      const codings = coding === '' ? [] : codingsToDecode(coding);
      if (codings.length > 0 && areKnown(codings)) this.#compressed = new CompressedUsage(this.#plain, coding);
    }
    if (this.#compressed === null) this.#plain.push(piece);
    else this.#compressed.push(piece);
  }

  /**
   * What it told, once all of it has been read.
   *
   * @param isWhole whether the answer ended properly
   * @returns null if nothing came; a promise if some of it is still being decoded
   */
  end(isWhole: boolean): ReadUsage | Promise<ReadUsage> | null {
    return (this.#stream ?? this.#compressed ?? this.#plain)?.end(isWhole) ?? null;
  }
}

const NOTHING: AnswerSize = { bytes: 0, events: null };

/** Reads the usage of a response with these headers; null if it can hold none. */
export function readerOf(places: UsagePlaces, headers: readonly string[]): AnswerUsage | null {
  return MEDIA_TYPE.test(headerValue(headers, 'content-type') ?? '') ? null : new AnswerUsage(places, headers);
}
