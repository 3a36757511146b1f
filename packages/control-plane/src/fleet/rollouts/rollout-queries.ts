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

interface Asked {
  readonly revision: number;
  /** The database's, where the revision was found in it a moment ago; null where that is to be read. */
  readonly lineage: string | null;
}

/** How far revisions have come, from what this process sees of the publication and of the data planes. */
export class RolloutQueries {
  readonly #parts: RolloutQueriesParts;
  /** Those that are asked for in one turn see one list of data planes, and cost one statement at most. */
  readonly #loader: DataLoader<Asked, DescribedRollout | null>;

  constructor(parts: RolloutQueriesParts) {
    this.#parts = parts;
    this.#loader = new DataLoader((asked) => this.#describeAll(asked), { cache: false });
  }

  /**
   * As things stand; null where there is no such revision, or where NATS was never reached.
   *
   * @param lineage the database's, where the revision was found in it before: while the bucket has the same one, that
   *   saves asking the database
   */
  present(revision: number, lineage: string | null = null): Promise<DescribedRollout | null> {
    return this.#loader.load({ revision, lineage });
  }

  /**
   * As things stand when enough data planes have applied the revision, when that cannot be hoped for because one of
   * them refuses it, or when the time is over. The database is not asked while nothing but data planes changes.
   *
   * @param signal ends the wait
   * @throws DomainError BAD_USER_INPUT where a limit is out of range
   */
  async awaited(revision: number, args: RolloutArgs, signal: AbortSignal): Promise<DescribedRollout | null> {
    const { dataPlanes, waitSeconds } = checkRolloutArgs(args);
    let lineage: string | null = null;
    const look = async () => {
      const rollout = await this.#loader.load({ revision, lineage });
      lineage = rollout?.lineage ?? null;
      return rollout;
    };
    const isEnough = (rollout: DescribedRollout | null) => rollout === null || isOver(rollout, dataPlanes);
    return this.#parts.waits.until(look, isEnough, { timeoutMs: waitSeconds * MS_PER_SECOND, signal });
  }

  /**
   * The same for a change that has just been committed: null where its rollout cannot be told, because that must not
   * make the change look failed.
   *
   * @throws DomainError BAD_USER_INPUT where a limit is out of range
   */
  async ofChange(revision: number, args: RolloutArgs, signal: AbortSignal): Promise<DescribedRollout | null> {
    checkRolloutArgs(args);
    try {
      return await this.awaited(revision, args, signal);
    } catch (error) {
      const reason = isNativeError(error) ? error.message : 'unknown';
      this.#parts.log.warn({ revision, reason }, 'how far a change has come cannot be told');
      return null;
    }
  }

  async #describeAll(all: readonly Asked[]): Promise<(DescribedRollout | null)[]> {
    const { dataSource, dataPlanes, head } = this.#parts;
    if (!head.isKnown) return all.map(() => null);
    // The database gets another lineage before the bucket does.
    const isFresh = ({ lineage }: Asked) => lineage !== null && lineage === head.current?.lineage;
    const database = all.every(isFresh) ? null : await readLineage(dataSource.manager);
    const sight = { head: head.current, dataPlanes: dataPlanes.all() };
    // Most who wait do so for the same revision, and describing one goes through each data plane.
    const described = new Map<string, DescribedRollout>();
    const describe = (revision: number, lineage: string) => {
      const key = `${lineage}:${revision}`;
      const rollout = described.get(key) ?? describeRollout(revision, { ...sight, lineage });
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

/** @param wanted how many live data planes must have applied it; null for all */
function isOver({ state, liveCount, appliedCount, rejectedCount }: DescribedRollout, wanted: number | null): boolean {
  if (wanted === null) return state === 'APPLIED' || state === 'REJECTED';
  // Only a later revision mends what was refused.
  const isHopeless = rejectedCount > 0 && liveCount - rejectedCount < wanted;
  return state !== 'COMMITTED' && (appliedCount >= wanted || isHopeless);
}
