import { JsonPathScan } from './json-path-scan';
import { ToldUsage } from './told-usage';
import type { UsagePlace, UsagePlaces } from './usage-places';
import { type AnswerSize, type ReadUsage, readUsage } from './usage-reading';

/** Reads the usage of a plain JSON answer as its bytes pass. */
export class PlainUsage {
  readonly #places: UsagePlaces;
  readonly #told: ToldUsage;
  readonly #scan: JsonPathScan<UsagePlace>;
  #bytes = 0;

  /** @param headers of the response, names and values alternating */
  constructor(places: UsagePlaces, headers: readonly string[]) {
    this.#places = places;
    this.#told = new ToldUsage(places);
    this.#told.noteHeaders(headers);
    this.#scan = new JsonPathScan(places.tree.root, (place, value) => this.#told.note(place, value));
  }

  get size(): AnswerSize {
    return { bytes: this.#bytes, events: null };
  }

  push(piece: Buffer): void {
    this.#bytes += piece.length;
    this.#scan.push(piece);
  }

  /** @param isWhole whether the answer ended properly */
  end(isWhole: boolean): ReadUsage {
    this.#told.endPart();
    return readUsage(this.#told, this.#places, isWhole);
  }
}
