import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { Kind, Rows, RowsByKind } from './kind';

/** The rows of several kinds. */
export class KindRows implements RowsByKind {
  readonly #rows = new Map<Kind, Rows<ConfigurationEntity>>();

  set<E extends ConfigurationEntity>(kind: Kind<E>, rows: Rows<E>): void {
    this.#rows.set(kind, rows);
  }

  of<E extends ConfigurationEntity>(kind: Kind<E>): Rows<E> {
    const rows = this.#rows.get(kind);
    if (rows === undefined) throw new Error(`the rows of the kind ${kind.label} have not been set`);
    // `set` accepts rows of the kind's own entity only.
    return rows as Rows<E>;
  }

  /** Foreign keys guarantee that a referenced row exists if all rows were read from one snapshot. */
  get<E extends ConfigurationEntity>(kind: Kind<E>, id: string): E {
    const row = this.of(kind).get(id);
    if (row === undefined) throw new Error(`another object refers to the ${kind.label} ${id}, which does not exist`);
    return row;
  }
}
