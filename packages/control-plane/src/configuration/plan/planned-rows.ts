import type { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import type { Kind, PlannedRows, PlannedRowsByKind, Rows } from '../../objects/kind/kind';
import type { PlannedChange } from './plan-changes';

/** What a plan does to the rows of one kind. */
export class RowsOfPlan<E extends ConfigurationEntity> implements PlannedRows<E> {
  readonly created: E[] = [];
  readonly updated: E[] = [];
  readonly deleted: E[] = [];
  readonly after: Map<string, E>;
  readonly #changes = new Map<E, PlannedChange>();

  constructor(
    readonly present: Rows<E>,
    private readonly refuseAt: (change: PlannedChange, problem: FieldProblem) => void,
  ) {
    this.after = new Map(present);
  }

  delete(row: E): void {
    this.deleted.push(row);
    this.after.delete(row.id);
  }

  put(row: E, change: PlannedChange): void {
    (change.action === 'CREATE' ? this.created : this.updated).push(row);
    this.after.set(row.id, row);
    this.#changes.set(row, change);
  }

  updateUnrecorded(row: E): void {
    this.updated.push(row);
    this.after.set(row.id, row);
  }

  isPlanned(row: E): boolean {
    return this.#changes.has(row);
  }

  refuse(row: E, problem: FieldProblem): void {
    const change = this.#changes.get(row);
    if (change !== undefined) this.refuseAt(change, problem);
  }
}

/** What a plan does to the rows of all kinds. */
export class AllRowsOfPlan implements PlannedRowsByKind {
  readonly #rows = new Map<Kind, RowsOfPlan<ConfigurationEntity>>();

  set(kind: Kind, rows: RowsOfPlan<ConfigurationEntity>): void {
    this.#rows.set(kind, rows);
  }

  of<E extends ConfigurationEntity>(kind: Kind<E>): RowsOfPlan<E> {
    const rows = this.#rows.get(kind);
    if (rows === undefined) throw new Error(`the plan has no rows of the kind ${kind.label}`);
    // Each kind's rows are drafted by the kind itself, so they are of its entity.
    return rows as unknown as RowsOfPlan<E>;
  }
}
