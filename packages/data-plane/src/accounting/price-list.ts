import type { PricesEntry, TablePrice } from '@switchyard/contract';

/** The part of the routing table that has prices. */
export interface PricesByProvider {
  prices(providerId: string): PricesEntry | undefined;
}

/** The prices of models. An entry is indexed when it is first asked. */
export class PriceList {
  readonly #table: PricesByProvider;
  readonly #byModel = new WeakMap<PricesEntry, ReadonlyMap<string, readonly TablePrice[]>>();

  constructor(table: PricesByProvider) {
    this.#table = table;
  }

  /** Those of a model, with their times in any order; null if it has none. */
  of(providerId: string, modelId: string): readonly TablePrice[] | null {
    const entry = this.#table.prices(providerId);
    if (entry === undefined) return null;
    let byModel = this.#byModel.get(entry);
    if (byModel === undefined) {
      byModel = new Map(entry.models.map((model) => [model.modelId, model.prices]));
      this.#byModel.set(entry, byModel);
    }
    return byModel.get(modelId) ?? null;
  }
}
