import type { EntityManager } from 'typeorm';
import { DomainError } from '../kernel/errors/domain-error';
import { readLineage } from '../change/lock-lineage';
import { RevisionEntity } from '../change/revision-entity';

/** The revision with that number. @throws DomainError NOT_FOUND, with the latest number */
export async function existingRevision(manager: EntityManager, number: number): Promise<RevisionEntity> {
  const revision = await manager.findOneBy(RevisionEntity, { number });
  if (revision !== null) return revision;
  const { revision: latest } = await readLineage(manager);
  const which = latest === 0 ? 'nothing has been changed yet' : `the latest one is ${latest}`;
  throw new DomainError('NOT_FOUND', `There is no revision ${number}; ${which}.`);
}
