import type { DataSource, EntityManager } from 'typeorm';
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
  'a newer control plane has published to this database: upgrade this one, or run ' +
  '`switchyard-migrate --accept-older-compiler` to go back';

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
 * Records that the table is compiled by this build's compiler, and touches the entries that it compiles differently, both in
 * one transaction.
 *
 * @param keys the keys of those entries; if there are none, no revision is made
 * @param guard runs in the transaction and refuses it by throwing
 * @returns the revision; null if there is none
 * @throws PublicationProblem if a newer compiler has published
 */
export async function recompile(
  corridor: ChangeCorridor,
  guard: ChangeGuard,
  keys: Iterable<string>,
  own = COMPILER_VERSION,
): Promise<number | null> {
  return corridor.commitSystem(
    'RECOMPILE',
    async (change) => {
      if ((await compilerState(change.manager, own)) === 'OWN_IS_OLDER')
        throw new PublicationProblem(OWN_IS_OLDER_MESSAGE);
      const recorded = { compilerVersion: own, recompileRequested: false };
      await change.manager.update(LineageEntity, { singleton: true }, recorded);
      change.touchKeys(keys);
    },
    { guard },
  );
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
