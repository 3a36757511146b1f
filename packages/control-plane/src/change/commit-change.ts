import type { Coverage } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { SYSTEM } from '../kernel/caller/caller';
import { inTransaction, inRolledBackTransaction, inSnapshot } from '../kernel/database/in-transaction';
import { together } from '../kernel/database/together';
import { translateDatabaseError } from '../kernel/database/translate-database-error';
import { DomainError } from '../kernel/errors/domain-error';
import type { InputCheck, Refusals } from '../kernel/rules/input-check';
import type { ChangeWarning } from '../kernel/graphql/change-warning';
import { ChangeQueue } from './change-queue';
import { inChangeTransaction } from './change-transaction';
import { ChangeInProgress } from './change-in-progress';
import type { ChangeRequest } from './change-request';
import { lockLineage } from './lock-lineage';
import { SerialQueue } from './serial-queue';
import { recordRevision } from './record-revision';
import type { ChangeGuard, SystemOperation } from './system-operation';

const DRY_RUNS_WAITING_MAX = 16;

/** What every change returns besides its own result. */
export interface ChangeOutcome {
  readonly revision: number;
  /** The warnings of the change. */
  readonly warnings: ChangeWarning[];
}

export interface SystemChangeOptions {
  /** Refuses the change by throwing, for example if this control plane is no longer the publisher. */
  readonly guard?: ChangeGuard;
  /** Asked before the lock is taken, so that a change that is rarely due does not wait for others; true by default. */
  readonly isDue?: (manager: EntityManager) => Promise<boolean>;
}

/** What a change returns, and its revision; null if it recorded none. */
interface CommittedChange<T> {
  readonly outcome: T & ChangeOutcome;
  readonly committed: Coverage | null;
}

/** The one way to change the configuration and the routing table. */
export class ChangeCorridor {
  /** One dry run at a time: a commit never waits for more than one. */
  readonly #dryRuns = new SerialQueue(DRY_RUNS_WAITING_MAX, 'Too many plans are being made.');
  readonly #changes: ChangeQueue;

  constructor(
    private readonly dataSource: DataSource,
    /** Throws if no data plane could serve the changed configuration. */
    private readonly refuseUnservable: (change: ChangeInProgress) => Promise<void>,
    /** The warnings of a change, after it was applied and before it is committed; also of one that records nothing. */
    private readonly warningsOf: (change: ChangeInProgress) => Promise<ChangeWarning[]>,
    private readonly now: () => Date,
    /** Called with each revision that was committed here, once the database has said so. */
    private readonly onCommitted: (committed: Coverage) => void = () => undefined,
  ) {
    this.#changes = new ChangeQueue(dataSource);
  }

  /**
   * Makes one change. Changes run one after the other under the lineage lock, so `apply` may check any rule against what it
   * reads. Changes that wait for each other share a transaction; each has its own revision, and one that is refused leaves no
   * trace. A change that neither records anything nor touches an entry returns the latest revision.
   *
   * @throws DomainError what `apply` throws; CONFLICT if a constraint refuses the change or no data plane could serve
   *   it; UNAVAILABLE
   */
  async commit<T extends object>(
    request: ChangeRequest,
    apply: (change: ChangeInProgress) => Promise<T>,
  ): Promise<T & ChangeOutcome> {
    const { outcome, committed } = await this.#changes.run<CommittedChange<T>>(async (manager, lineage, revision) => {
      const change = new ChangeInProgress(manager, revision + 1, this.now());
      const result = await apply(change);
      if (change.recorded.length === 0 && change.dirtyKeys.size === 0) {
        const outcome = { ...result, revision, warnings: await this.warningsOf(change) };
        return { result: { outcome, committed: null }, revision, recorded: Promise.resolve() };
      }
      const warnings = await this.#checked(change);
      const { sent } = await recordRevision(change, lineage, request);
      const committed = { lineage, revision: change.revision };
      const outcome = { ...result, revision: change.revision, warnings };
      return { result: { outcome, committed }, revision: change.revision, recorded: sent };
    }, request.isLarge ?? false);
    if (committed !== null) this.onCommitted(committed);
    return outcome;
  }

  /**
   * Makes the change of a mutation whose input may break its rules: then `apply` finds the other problems, so that the caller
   * is told all of them. It does so in a read-only transaction, because a form with a mistake must hold nobody up.
   *
   * @param apply checks the input against the configuration, calls `check.passed`, and only then writes
   * @throws DomainError with the problems of all stages; as `commit`
   */
  async commitChecked<I extends { readonly comment?: string | null | undefined }, T extends object>(
    check: InputCheck<I>,
    request: Omit<ChangeRequest, 'comment'>,
    apply: (change: ChangeInProgress) => Promise<T>,
  ): Promise<T & ChangeOutcome> {
    if (!check.isEmpty) throw await this.#furtherProblems(check, apply);
    return this.commit({ ...request, comment: check.valid.comment }, apply);
  }

  /** The dry run of `commitChecked`. */
  async dryRunChecked<T extends object>(
    check: Refusals,
    apply: (change: ChangeInProgress) => Promise<T>,
  ): Promise<T & ChangeOutcome> {
    if (!check.isEmpty) throw await this.#furtherProblems(check, apply);
    return this.dryRun(apply);
  }

  /** @returns the problems of an input that breaks its rules, with those that `apply` finds */
  async #furtherProblems(check: Refusals, apply: (change: ChangeInProgress) => Promise<object>): Promise<DomainError> {
    try {
      await inSnapshot(this.dataSource, (manager) => apply(new ChangeInProgress(manager, 0, this.now())));
    } catch (error) {
      const translated = translateDatabaseError(error);
      // Without the database there is still what the rules say.
      if (!(translated instanceof DomainError) || translated.code !== 'UNAVAILABLE') check.refuse(translated);
    }
    if (check.error === null) throw new Error('an input has no problems, but its check is not empty');
    return check.error;
  }

  /**
   * Makes a system revision: one transaction under the lineage lock, in which `apply` touches entries. Nobody asked for the
   * change, so there is nobody to refuse or to warn: the entries are not checked. If `apply` touches no entry, what it
   * wrote is committed without a revision.
   *
   * @returns the number of the revision; null if no entry was touched
   * @throws what the guard and `apply` throw; DomainError UNAVAILABLE
   */
  async commitSystem(
    operation: SystemOperation,
    apply: (change: ChangeInProgress) => Promise<void>,
    { guard, isDue }: SystemChangeOptions = {},
  ): Promise<number | null> {
    if (isDue && !(await inTransaction(this.dataSource, isDue))) return null;
    const committed = await inChangeTransaction(this.dataSource, async (manager, { lineage, revision }) => {
      // Under the lock: a guard's answer must not grow old while the change waits for its turn.
      await guard?.(manager);
      const change = new ChangeInProgress(manager, revision + 1, this.now());
      await apply(change);
      if (change.recorded.length > 0) throw new Error(`${operation} may touch entries, but it changed an object`);
      if (change.dirtyKeys.size === 0) return { result: null, sent: Promise.resolve() };
      const author = { caller: { actor: SYSTEM, correlationId: randomUUID() }, operation };
      const { sent } = await recordRevision(change, lineage, author);
      return { result: { lineage, revision: change.revision }, sent };
    });
    if (committed !== null) this.onCommitted(committed);
    return committed?.revision ?? null;
  }

  /**
   * Makes a change as `commit` does, under the same lock and with the same checks, and rolls it back. After its changes
   * `apply` may read the resulting configuration.
   *
   * @returns what `apply` returns, with the latest revision, on which the change is based
   * @throws DomainError what `commit` would throw; UNAVAILABLE also while too many dry runs wait
   */
  async dryRun<T extends object>(apply: (change: ChangeInProgress) => Promise<T>): Promise<T & ChangeOutcome> {
    return this.#dryRuns.run(() =>
      inRolledBackTransaction(this.dataSource, async (manager) => {
        const { revision } = await lockLineage(manager);
        const change = new ChangeInProgress(manager, revision + 1, this.now());
        const result = await apply(change);
        if (change.recorded.length === 0) return { ...result, revision, warnings: await this.warningsOf(change) };
        const warnings = await this.#checked(change);
        // A commit checks deferred constraints at this point.
        await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
        return { ...result, revision, warnings };
      }),
    );
  }

  /** @returns the warnings. @throws DomainError CONFLICT if no data plane could serve the changed configuration */
  async #checked(change: ChangeInProgress): Promise<ChangeWarning[]> {
    const [, warnings] = await together([this.refuseUnservable(change), this.warningsOf(change)]);
    return warnings;
  }
}
