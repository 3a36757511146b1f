import type { DataSource, EntityManager } from 'typeorm';
import type { ChangeInProgress } from '../change/change-in-progress';
import type { ChangeCorridor } from '../change/commit-change';
import { LineageEntity } from '../change/lineage-entity';
import { lockLineage, readLineage } from '../change/lock-lineage';
import type { ChangeGuard } from '../change/system-operation';
import { inTransaction } from '../kernel/database/in-transaction';
import { COMPILER_VERSION } from './compiler-version';
import { PublicationProblem } from './publication-problem';

/**
 * How this build's compiler stands to the newest one that has published the database.
 *
 * - `OWN_IS_OLDER`: this build must not publish, or it would undo what the newer one compiled.
 * - `RECOMPILE_DUE`: this build publishes, after it has recompiled the entries that it compiles differently.
 * - `CURRENT`: this build publishes.
 */
export type CompilerState = 'OWN_IS_OLDER' | 'RECOMPILE_DUE' | 'CURRENT';

/** Why a build with an older compiler does not publish, and what to do; for `PublicationProblem`. */
export const OWN_IS_OLDER_MESSAGE =
  'a newer control plane has published to this database: upgrade this one. Or, to go back, stop the newer control planes ' +
  'first, then run `node dist/migrate.js --accept-older-compiler` in the folder of this one';

/** @param own the version of this build's compiler; tests run several */
export async function compilerState(manager: EntityManager, own = COMPILER_VERSION): Promise<CompilerState> {
  return stateOf(await readLineage(manager), own);
}

function stateOf({ revision, compilerVersion, recompileRequested }: LineageEntity, own: number): CompilerState {
  // Before the first revision there is no entry that another compiler could have compiled.
  if (compilerVersion > own && revision > 0) return 'OWN_IS_OLDER';
  return compilerVersion === own && !recompileRequested ? 'CURRENT' : 'RECOMPILE_DUE';
}

/**
 * How many entries one revision touches at most. Each revision holds the change lock for about 60 ms, and the changes of
 * callers get in between.
 */
export const ENTRIES_RECOMPILED_PER_REVISION_MAX = 5_000;

export interface Recompiled {
  /** The keys of the entries that this build compiles differently; if there are none, no revision is made. */
  readonly keys: readonly string[];
  /** False if others are still to be recompiled, as it then records. */
  readonly isComplete: boolean;
}

/**
 * Touches entries in as many revisions as the limit requires, and records with the last of them by which compiler the table
 * is compiled. Interrupted, it starts over. Only its caller publishes, and may publish each of the revisions before the last.
 *
 * @param guard runs in each transaction and refuses it by throwing
 * @returns the last revision; null if there is none
 * @throws PublicationProblem if a newer compiler has published
 */
export async function recompile(
  corridor: ChangeCorridor,
  guard: ChangeGuard,
  { keys, isComplete }: Recompiled,
  own = COMPILER_VERSION,
  entriesMax = ENTRIES_RECOMPILED_PER_REVISION_MAX,
): Promise<number | null> {
  let revision: number | null = null;
  for (let start = 0; ; start += entriesMax) {
    const isLast = start + entriesMax >= keys.length;
    const recompileSome = async (change: ChangeInProgress) => {
      await refuseOlderCompiler(change.manager, own);
      if (isLast) await record(change.manager, isComplete, own);
      change.touchKeys(keys.slice(start, start + entriesMax));
    };
    revision = (await corridor.commitSystem('RECOMPILE', recompileSome, { guard })) ?? revision;
    if (isLast) return revision;
  }
}

async function refuseOlderCompiler(manager: EntityManager, own: number): Promise<void> {
  if ((await compilerState(manager, own)) === 'OWN_IS_OLDER') throw new PublicationProblem(OWN_IS_OLDER_MESSAGE);
}

async function record(manager: EntityManager, isComplete: boolean, own: number): Promise<void> {
  const recorded = isComplete ? { compilerVersion: own, recompileRequested: false } : { recompileRequested: true };
  await manager.update(LineageEntity, { singleton: true }, recorded);
}

/**
 * Lets this build publish although a newer one has: the next publisher with this build's compiler recompiles the table.
 *
 * @returns the version of the newer compiler; null if there is none, in which case nothing changes
 */
export async function acceptOlderCompiler(dataSource: DataSource, own = COMPILER_VERSION): Promise<number | null> {
  return inTransaction(dataSource, async (manager) => {
    const { compilerVersion } = await lockLineage(manager);
    if (compilerVersion <= own) return null;
    await manager.update(LineageEntity, { singleton: true }, { compilerVersion: own, recompileRequested: true });
    return compilerVersion;
  });
}
