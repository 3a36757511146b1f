import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, inRolledBackTransaction } from '../kernel/database/in-transaction';
import type { ChangeWarning } from '../kernel/graphql/change-warning';
import { ChangeInProgress } from './change-in-progress';
import type { ChangeRequest } from './change-request';
import { lockLineage } from './lock-lineage';
import { OneByOne } from './one-by-one';
import { recordRevision } from './record-revision';
import { REVISION_CHANNEL } from './revision-channel';

const REHEARSALS_WAITING_MAX = 16;

/** What each change gives besides its own result. */
export interface ChangeOutcome {
  readonly revision: number;
  /** What the caller should know about it. */
  readonly warnings: ChangeWarning[];
}

/** The one way to change the configuration. */
export class ChangeCorridor {
  /** One at a time, so that those who only ask never keep more than one turn from those who change. */
  private readonly rehearsals = new OneByOne(REHEARSALS_WAITING_MAX, 'Too many plans are being made at this moment.');

  constructor(
    private readonly dataSource: DataSource,
    /** Throws where no data plane could serve what a change makes. */
    private readonly refuseUnservable: (change: ChangeInProgress) => Promise<void>,
    /** What to warn of in a change that is made, before it is committed. */
    private readonly warningsOf: (change: ChangeInProgress) => Promise<ChangeWarning[]>,
    private readonly now: () => Date,
  ) {}

  /**
   * Makes one change in one transaction: nothing of it is seen before all of it is committed. Changes wait for each
   * other at the first statement, so `apply` may check any rule against what it reads. A change that records nothing
   * commits nothing and gives the latest revision.
   *
   * @throws DomainError what `apply` throws; CONFLICT where a constraint refuses the change, or no data plane could
   *   serve what it makes; UNAVAILABLE
   */
  async commit<T extends object>(
    request: ChangeRequest,
    apply: (change: ChangeInProgress) => Promise<T>,
  ): Promise<T & ChangeOutcome> {
    return inTransaction(this.dataSource, async (manager) => {
      const { lineage, revision } = await lockLineage(manager);
      const change = new ChangeInProgress(manager, revision + 1, this.now());
      const result = await apply(change);
      if (change.recorded.length === 0) return { ...result, revision, warnings: change.warnings };
      await this.refuseUnservable(change);
      const warnings = await this.warningsOf(change);
      await recordRevision(change, lineage, request);
      await announce(manager, change.revision);
      return { ...result, revision: change.revision, warnings };
    });
  }

  /**
   * Makes a change as `commit` does, under the same lock and with the same checks, and then takes it all back. `apply`
   * may read what the configuration would be, once it has made it.
   *
   * @returns what `apply` gives, with the latest revision, from which the change would start
   * @throws DomainError what `commit` would throw; UNAVAILABLE also where too many wait to rehearse
   */
  async rehearse<T extends object>(apply: (change: ChangeInProgress) => Promise<T>): Promise<T & ChangeOutcome> {
    return this.rehearsals.take(() =>
      inRolledBackTransaction(this.dataSource, async (manager) => {
        const { revision } = await lockLineage(manager);
        const change = new ChangeInProgress(manager, revision + 1, this.now());
        const result = await apply(change);
        if (change.recorded.length === 0) return { ...result, revision, warnings: change.warnings };
        await this.refuseUnservable(change);
        const warnings = await this.warningsOf(change);
        // A commit would check them now.
        await manager.query('SET CONSTRAINTS ALL IMMEDIATE');
        return { ...result, revision, warnings };
      }),
    );
  }
}

/** Heard by the others when, and only if, the transaction commits. */
async function announce(manager: EntityManager, revision: number): Promise<void> {
  await manager.query('SELECT pg_notify($1, $2)', [REVISION_CHANNEL, String(revision)]);
}
