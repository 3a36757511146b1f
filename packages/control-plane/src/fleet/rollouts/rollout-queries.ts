import DataLoader from 'dataloader';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';
import type { PublishedHead } from '../../publication/published-head';
import { readLineage } from '../../change/lock-lineage';
import type { ChangeWaits } from './change-waits';
import { type DescribedRollout, describeRollout } from './describe-rollout';
import { checkRolloutArgs, type RolloutArgs } from './rollout-args';

const MS_PER_SECOND = 1_000;

export interface RolloutQueriesParts {
  readonly dataSource: DataSource;
  readonly head: Pick<PublishedHead, 'current' | 'isKnown'>;
  readonly dataPlanes: DataPlaneReader;
  readonly waits: ChangeWaits;
  readonly log: Logger;
}

interface RolloutKey {
  readonly revision: number;
  /** The database's lineage if the revision was just found in it; null if it must be read. */
  readonly lineage: string | null;
}

/** The rollouts of revisions, from what this process knows of the publication and the data planes. */
export class RolloutQueries {
  readonly #parts: RolloutQueriesParts;
  /** Rollouts asked for in the same tick see the same list of data planes, and cost at most one statement. */
  readonly #loader: DataLoader<RolloutKey, DescribedRollout | null>;

  constructor(parts: RolloutQueriesParts) {
    this.#parts = parts;
    this.#loader = new DataLoader((asked) => this.#describeAll(asked), { cache: false });
  }

  /**
   * The current rollout; null if there is no such revision, or NATS was never reached.
   *
   * @param lineage the database's lineage if the revision was found in it before: while the bucket has the same lineage,
   *   the database is not read
   */
  current(revision: number, lineage: string | null = null): Promise<DescribedRollout | null> {
    return this.#loader.load({ revision, lineage });
  }

  /**
   * Waits until enough data planes have applied the revision, too many have rejected it, or the time is over, and returns
   * the rollout then. The database is not read while only data planes change.
   *
   * @param signal ends the wait
   * @throws DomainError BAD_USER_INPUT if an argument is out of range
   */
  async waitFor(revision: number, args: RolloutArgs, signal: AbortSignal): Promise<DescribedRollout | null> {
    const { dataPlanes, waitSeconds } = checkRolloutArgs(args);
    let lineage: string | null = null;
    const read = async () => {
      const rollout = await this.#loader.load({ revision, lineage });
      lineage = rollout?.lineage ?? null;
      return rollout;
    };
    const isEnough = (rollout: DescribedRollout | null) => rollout === null || isOver(rollout, dataPlanes);
    return this.#parts.waits.until(read, isEnough, { timeoutMs: waitSeconds * MS_PER_SECOND, signal });
  }

  /**
   * The same for a change that was just committed: null if its rollout cannot be read, because an error would make the
   * change look failed.
   *
   * @throws DomainError BAD_USER_INPUT if an argument is out of range
   */
  async ofChange(revision: number, args: RolloutArgs, signal: AbortSignal): Promise<DescribedRollout | null> {
    checkRolloutArgs(args);
    try {
      return await this.waitFor(revision, args, signal);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.#parts.log.warn({ revision, reason }, 'failed to read the rollout of a change');
      return null;
    }
  }

  async #describeAll(all: readonly RolloutKey[]): Promise<(DescribedRollout | null)[]> {
    const { dataSource, dataPlanes, head } = this.#parts;
    if (!head.isKnown) return all.map(() => null);
    // The database's lineage changes before the bucket's.
    const isFresh = ({ lineage }: RolloutKey) => lineage !== null && lineage === head.current?.lineage;
    const database = all.every(isFresh) ? null : await readLineage(dataSource.manager);
    const inputs = { head: head.current, dataPlanes: dataPlanes.all() };
    // Most callers wait for the same revision, and describing one visits every data plane.
    const described = new Map<string, DescribedRollout>();
    const describe = (revision: number, lineage: string) => {
      const key = `${lineage}:${revision}`;
      const rollout = described.get(key) ?? describeRollout(revision, { ...inputs, lineage });
      described.set(key, rollout);
      return rollout;
    };
    return all.map(({ revision, lineage: known }) => {
      if (database !== null && (revision < 1 || revision > database.revision)) return null;
      const lineage = database?.lineage ?? known;
      return lineage === null ? null : describe(revision, lineage);
    });
  }
}

/** @param wanted how many live data planes must have applied the revision; null for all */
function isOver({ state, liveCount, appliedCount, rejectedCount }: DescribedRollout, wanted: number | null): boolean {
  if (wanted === null) return state === 'APPLIED' || state === 'REJECTED';
  // A data plane gets past a rejection only with a later revision.
  const isUnreachable = rejectedCount > 0 && liveCount - rejectedCount < wanted;
  return state !== 'COMMITTED' && (appliedCount >= wanted || isUnreachable);
}
