import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import { unavailable } from '../kernel/errors/domain-error';
import { translateDatabaseError } from '../kernel/database/translate-database-error';
import { together } from '../kernel/database/together';
import { inChangeTransaction } from './change-transaction';

/** Bounds how long the first change of a transaction waits for the last one. */
const CHANGES_PER_TRANSACTION_MAX = 16;
/** As long as a change waits for the lock of another control plane. */
const WAIT_MS_MAX = 10_000;

/** A change under the lineage lock: `revision` is the latest one before it. */
export type MakeChange<T> = (manager: EntityManager, lineage: string, revision: number) => Promise<MadeChange<T>>;

export interface MadeChange<T> {
  readonly result: T;
  /** The latest revision after the change. */
  readonly revision: number;
  /** The statements that record it, already sent. */
  readonly recorded: Promise<unknown>;
}

interface WaitingChange {
  readonly isAlone: boolean;
  /** Makes the change. @returns the latest revision after it, its last statements, and what answers its caller */
  readonly make: MakeChange<() => void>;
  readonly refuse: (error: unknown) => void;
  /** Runs what belongs to this change in the asynchronous context of its caller. */
  readonly inContext: <R>(run: () => R) => R;
  readonly patience: NodeJS.Timeout;
}

/**
 * Makes changes one after the other, in the order of arrival. Changes that arrive while others are made share the next
 * transaction, so that they pay for its beginning, its lock and its commit once. Each keeps its own revision and its own
 * answer: one that is refused is rolled back to a savepoint, and none is answered before the commit.
 */
export class ChangeQueue {
  #waiting: WaitingChange[] = [];
  #isRunning = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly waitMsMax = WAIT_MS_MAX,
  ) {}

  /**
   * @param isAlone whether the change gets a transaction to itself, because it may take long
   * @throws what `make` throws; DomainError UNAVAILABLE also if it is not the change's turn within 10 seconds
   */
  async run<T>(make: MakeChange<T>, isAlone: boolean): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const waiting: WaitingChange = {
      isAlone,
      make: async (...under) => {
        const made = await make(...under);
        return { ...made, result: () => resolve(made.result) };
      },
      refuse: reject,
      inContext: AsyncLocalStorage.snapshot(),
      patience: setTimeout(() => this.#giveUp(waiting), this.waitMsMax),
    };
    this.#waiting.push(waiting);
    if (!this.#isRunning) void this.#runAll();
    return promise;
  }

  #giveUp(change: WaitingChange): void {
    this.#waiting = this.#waiting.filter((one) => one !== change);
    change.refuse(unavailable('The database is busy.'));
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    for (let batch = this.#nextBatch(); batch !== null; batch = this.#nextBatch()) {
      const [first, ...others] = batch;
      await first.inContext(() => (others.length === 0 ? this.#runOne(first) : this.#runTogether(batch)));
    }
    this.#isRunning = false;
  }

  /** The first change, with those behind it that may share its transaction; null if none waits. */
  #nextBatch(): [WaitingChange, ...WaitingChange[]] | null {
    const [first] = this.#waiting;
    if (first === undefined) return null;
    const alone = this.#waiting.findIndex(({ isAlone }) => isAlone);
    const sharing = alone === -1 ? this.#waiting.length : Math.max(alone, 1);
    const [, ...others] = this.#waiting.slice(0, Math.min(sharing, CHANGES_PER_TRANSACTION_MAX));
    this.#waiting = this.#waiting.slice(1 + others.length);
    for (const { patience } of [first, ...others]) clearTimeout(patience);
    return [first, ...others];
  }

  async #runOne({ make, refuse }: WaitingChange): Promise<void> {
    try {
      const answer = await inChangeTransaction(this.dataSource, async (manager, locked) => {
        const { result, recorded } = await make(manager, locked.lineage, locked.revision);
        return { result, sent: recorded };
      });
      answer();
    } catch (error) {
      refuse(error);
    }
  }

  async #runTogether(batch: readonly WaitingChange[]): Promise<void> {
    const answers: (() => void)[] = [];
    try {
      await inChangeTransaction(this.dataSource, async (manager, { lineage, ...locked }) => {
        let { revision } = locked;
        for (const change of batch) {
          const made = await inSavepoint(manager, change, () => change.make(manager, lineage, revision));
          if (made === null) continue;
          revision = made.revision;
          answers.push(made.result);
        }
        return { result: undefined, sent: Promise.resolve() };
      });
      for (const answer of answers) answer();
    } catch (error) {
      // Those that were refused already stay refused.
      for (const { refuse } of batch) refuse(error);
    }
  }
}

/**
 * Makes one change of several in a transaction. Deferred constraints are checked at its end, as a commit would: a violation
 * refuses the change that is at fault.
 *
 * @returns null if the change was refused
 * @throws the database's error if the transaction cannot go on
 */
async function inSavepoint<T>(
  manager: EntityManager,
  { inContext, refuse }: WaitingChange,
  make: () => Promise<MadeChange<T>>,
): Promise<MadeChange<T> | null> {
  try {
    // Sent first: what precedes it could not be rolled back.
    const savepoint = manager.query('SAVEPOINT before_change');
    const [made] = await together([inContext(make), savepoint]);
    await together([
      made.recorded,
      // Every constraint that can be deferred is deferred by default.
      manager.query('SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED; RELEASE SAVEPOINT before_change'),
    ]);
    return made;
  } catch (error) {
    refuse(translateDatabaseError(error));
    await manager.query('ROLLBACK TO SAVEPOINT before_change');
    return null;
  }
}
