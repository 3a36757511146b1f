import { uuidv7 } from 'uuidv7';
import type { ConfiguredKind, ConfiguredObject } from './configuration';
import { isPolicy, keyOf } from './match-objects';
import type { ChangesPlanned, PlannedChange } from './plan-changes';

/** Which id each name of the configuration as it is to be leads to. */
export class NameIndex {
  readonly #ids = new Map<string, string>();
  readonly #idOfChange = new Map<PlannedChange, string>();
  /** Objects that have one name, of which one is not among the desired ones. */
  readonly clashes: { readonly desired: ConfiguredObject; readonly id: string }[] = [];

  constructor({ changes, kept }: ChangesPlanned) {
    for (const { kind, path, id } of kept) if (id !== null) this.#ids.set(keyOf(kind, path), id);
    for (const change of changes) {
      const { desired, present } = change;
      if (desired === null) continue;
      const id = present?.id ?? desired.id ?? uuidv7();
      this.#idOfChange.set(change, id);
      if (isPolicy(desired)) continue;
      const key = keyOf(desired.kind, desired.path);
      const holder = this.#ids.get(key);
      if (holder !== undefined) this.clashes.push({ desired, id: holder });
      this.#ids.set(key, id);
    }
  }

  /** The id of what a change makes or changes. */
  idOf(change: PlannedChange): string {
    const id = this.#idOfChange.get(change);
    if (id === undefined) throw new Error('what is deleted has no name any more');
    return id;
  }

  find(kind: ConfiguredKind, ...path: string[]): string | undefined {
    return this.#ids.get(keyOf(kind, path));
  }
}
