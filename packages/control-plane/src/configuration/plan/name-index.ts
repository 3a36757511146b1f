import { uuidv7 } from 'uuidv7';
import type { ObjectKind } from '../../kernel/object-kind';
import type { ConfiguredObject } from './configuration';
import { isNameless, keyOf } from './match-objects';
import type { ChangesPlanned, PlannedChange } from './plan-changes';

/** The ids of a plan's resulting objects by their names. */
export class NameIndex {
  readonly #ids = new Map<string, string>();
  readonly #idOfChange = new Map<PlannedChange, string>();
  /** Desired objects with the same name as the object of this id. */
  readonly clashes: { readonly desired: ConfiguredObject; readonly id: string }[] = [];

  constructor({ changes, kept }: ChangesPlanned) {
    for (const { kind, path, id } of kept) if (id !== null) this.#ids.set(keyOf(kind, path), id);
    for (const change of changes) {
      const { desired, present } = change;
      if (desired === null) continue;
      const id = present?.id ?? desired.id ?? uuidv7();
      this.#idOfChange.set(change, id);
      if (isNameless(desired)) continue;
      const key = keyOf(desired.kind, desired.path);
      const holder = this.#ids.get(key);
      if (holder !== undefined) this.clashes.push({ desired, id: holder });
      this.#ids.set(key, id);
    }
  }

  /** The id of the object that a change creates or updates. */
  idOf(change: PlannedChange): string {
    const id = this.#idOfChange.get(change);
    if (id === undefined) throw new Error('a deleted object has no place in the name index');
    return id;
  }

  find(kind: ObjectKind, ...path: string[]): string | undefined {
    return this.#ids.get(keyOf(kind, path));
  }
}
