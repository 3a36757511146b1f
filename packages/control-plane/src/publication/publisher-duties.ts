import type { DataSource } from 'typeorm';
import type { ChangeCorridor } from '../change/commit-change';
import { compactDirtyEntries } from './compact-dirty-entries';
import { type CompilerState, compilerState, recompile } from './compiler-state';
import { expireKeys } from './expire-keys';
import { foreignSealingKey } from './foreign-sealing-key';
import type { PublicationLease } from './publication-lease';

/** What the publisher does to the database, besides reading it. Every method rejects if the database is unavailable. */
export interface PublisherDuties {
  /** The id of the sealing key that the stored credentials need; null if it is this control plane's. */
  foreignSealingKey(): Promise<string | null>;
  compilerState(): Promise<CompilerState>;
  /**
   * Touches entries that this build compiles differently, in as many revisions as a limit requires, and then records
   * that it compiles the table.
   *
   * @param isComplete false to record that a recompilation is still due
   */
  recompile(keys: readonly string[], isComplete: boolean): Promise<void>;
  /** Removes the entries of keys that have expired. */
  expireKeys(): Promise<void>;
  /** Deletes what earlier revisions touched: the bucket has it. */
  compactDirtyEntries(throughRevision: number): Promise<void>;
}

/** The duties of a control plane: its changes are committed only if it still holds the lease. */
export class DatabaseDuties implements PublisherDuties {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: ChangeCorridor,
    private readonly lease: Pick<PublicationLease, 'assertHeld'>,
    private readonly sealingKeyId: string,
    private readonly now: () => Date,
  ) {}

  async foreignSealingKey(): Promise<string | null> {
    return foreignSealingKey(this.dataSource.manager, this.sealingKeyId);
  }

  async compilerState(): Promise<CompilerState> {
    return compilerState(this.dataSource.manager);
  }

  async recompile(keys: readonly string[], isComplete: boolean): Promise<void> {
    await recompile(this.corridor, (manager) => this.lease.assertHeld(manager), { keys, isComplete });
  }

  async expireKeys(): Promise<void> {
    await expireKeys(this.corridor, (manager) => this.lease.assertHeld(manager), this.now());
  }

  async compactDirtyEntries(throughRevision: number): Promise<void> {
    await compactDirtyEntries(this.dataSource, throughRevision);
  }
}
