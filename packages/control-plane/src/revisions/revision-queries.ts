import { type DataSource, type SelectQueryBuilder } from 'typeorm';
import { keysetPage, type KeysetOrder, type Page } from '../database/keyset-page';
import { ListFilter } from '../database/list-filter';
import type { ObjectKind } from '../graphql/object-kind';
import type { PageArgs } from '../graphql/page-args';
import { ChangeEntity } from './change-entity';
import { readLineage } from './lock-lineage';
import { RevisionEntity } from './revision-entity';
import type { RevisionFilter } from './revision-filter';

const NEWEST_FIRST: KeysetOrder<RevisionEntity> = {
  columns: [{ column: 'revision.number', type: 'integer', of: ({ number }) => number }],
  direction: 'DESC',
};

const BY_KIND_AND_PATH: KeysetOrder<ChangeEntity> = {
  columns: [
    { column: 'change.kind', type: 'text', of: ({ kind }) => kind },
    { column: 'change.path', type: 'text[]', of: ({ path }) => path },
    { column: 'change.objectId', type: 'uuid', of: ({ objectId }) => objectId },
  ],
  direction: 'ASC',
};

interface ChangeFilter {
  readonly kinds?: readonly ObjectKind[] | null;
  readonly objectIds?: readonly string[] | null;
}

export class RevisionQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest one where no number is given. */
  async find(number: number | null | undefined): Promise<RevisionEntity | null> {
    const { manager } = this.dataSource;
    const wanted = number ?? (await readLineage(manager)).revision;
    return manager.findOneBy(RevisionEntity, { number: wanted });
  }

  list(args: PageArgs, filter: RevisionFilter | null | undefined): Promise<Page<RevisionEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(RevisionEntity, 'revision');
    new ListFilter(query)
      .oneOf('revision.actorId', 'actorIds', filter?.actorIds)
      .oneOf('revision.operation', 'operations', filter?.operations)
      .contains(['revision.comment'], filter?.search)
      .since('revision.committedAt', filter?.since)
      .before('revision.committedAt', filter?.until);
    whereChanged(query, filter);
    return keysetPage(query, NEWEST_FIRST, args);
  }

  /** @param hidden the kinds that the caller may not see */
  changes(
    revision: number,
    args: PageArgs,
    filter: ChangeFilter,
    hidden: readonly ObjectKind[],
  ): Promise<Page<ChangeEntity>> {
    const query = this.dataSource.manager
      .createQueryBuilder(ChangeEntity, 'change')
      .where('change.revision = :revision', { revision })
      .andWhere('change.kind <> ALL(:hidden)', { hidden });
    new ListFilter(query)
      .oneOf('change.kind', 'kinds', filter.kinds)
      .ids('change.objectId', 'objectIds', filter.objectIds);
    return keysetPage(query, BY_KIND_AND_PATH, args);
  }
}

/** Only the revisions that changed an object of these ids and kinds. */
function whereChanged(query: SelectQueryBuilder<RevisionEntity>, filter: RevisionFilter | null | undefined): void {
  if (!filter?.objectIds && !filter?.kinds) return;
  const changes = query.subQuery().select('1').from(ChangeEntity, 'change').where('change.revision = revision.number');
  new ListFilter(changes, 'change')
    .ids('change.objectId', 'objectIds', filter.objectIds)
    .oneOf('change.kind', 'kinds', filter.kinds);
  query.andWhere(`EXISTS ${changes.getQuery()}`);
}
