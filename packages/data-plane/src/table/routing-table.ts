import type { AiApiEntry, ConsumerEntry, ConsumerKeyEntry, Coverage } from '@switchyard/contract';
import { StagedMap, type Turn } from './staged-map';

export interface AiApiChange<ServedAiApi> {
  readonly kind: 'ai-api';
  readonly id: string;
  readonly value: LiveAiApi<ServedAiApi> | undefined;
}

/** A change of one entry; an undefined value deletes it. */
export type TableChange<ServedAiApi> =
  | AiApiChange<ServedAiApi>
  | { readonly kind: 'consumer'; readonly id: string; readonly value: ConsumerEntry | undefined }
  | { readonly kind: 'consumer-key'; readonly id: string; readonly value: ConsumerKeyEntry | undefined };

export interface LiveAiApi<ServedAiApi> {
  readonly entry: AiApiEntry;
  readonly served: ServedAiApi;
}

/**
 * The table that requests are served from. It changes in place, atomically, between turns of the event loop; a request
 * reads what it needs in one turn and keeps it until its end.
 */
export class RoutingTable<ServedAiApi> {
  readonly #turn: Turn = { current: 0 };
  readonly #aiApis = new Map<string, LiveAiApi<ServedAiApi>>();
  readonly #aiApisByBasePath = new Map<string, ServedAiApi>();
  readonly #consumers = new StagedMap<ConsumerEntry>(this.#turn);
  readonly #consumerKeys = new StagedMap<ConsumerKeyEntry>(this.#turn);
  #position: Coverage | null = null;

  /** The served lineage and revision; null while there is no table. */
  get position(): Coverage | null {
    return this.#position;
  }

  get aiApisByBasePath(): ReadonlyMap<string, ServedAiApi> {
    return this.#aiApisByBasePath;
  }

  /** The AI APIs by id, with the entries that they were compiled from. */
  get aiApis(): ReadonlyMap<string, LiveAiApi<ServedAiApi>> {
    return this.#aiApis;
  }

  consumer(id: string): ConsumerEntry | undefined {
    return this.#consumers.get(id);
  }

  /** @param sha256Hex of the consumer key, in lower-case hex */
  consumerKey(sha256Hex: string): ConsumerKeyEntry | undefined {
    return this.#consumerKeys.get(sha256Hex);
  }

  /** Stages a change, which becomes visible with `turn`. */
  stage(change: TableChange<ServedAiApi>): void {
    if (change.kind === 'consumer') this.#consumers.stage(change.id, change.value);
    else if (change.kind === 'consumer-key') this.#consumerKeys.stage(change.id, change.value);
  }

  /**
   * Makes everything staged current, together with the changes of AI APIs. Compared to keys those are few, so they are
   * applied here, and readers use a plain map.
   */
  turn(position: Coverage, aiApiChanges: readonly AiApiChange<ServedAiApi>[]): void {
    for (const { id } of aiApiChanges) {
      const before = this.#aiApis.get(id);
      if (before !== undefined) this.#aiApisByBasePath.delete(before.entry.basePath);
      this.#aiApis.delete(id);
    }
    for (const { id, value } of aiApiChanges) {
      if (value === undefined) continue;
      this.#aiApis.set(id, value);
      this.#aiApisByBasePath.set(value.entry.basePath, value.served);
    }
    this.#turn.current += 1;
    this.#position = { lineage: position.lineage, revision: position.revision };
  }

  /** Cleans up, after `turn`, what a change replaced. */
  settle(change: TableChange<ServedAiApi>): void {
    if (change.kind === 'consumer') this.#consumers.settle(change.id);
    else if (change.kind === 'consumer-key') this.#consumerKeys.settle(change.id);
  }
}
