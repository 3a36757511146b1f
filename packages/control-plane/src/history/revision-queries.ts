import { type DataSource, type SelectQueryBuilder } from 'typeorm';
import { type ChildList, ChildPages } from '../kernel/database/child-pages';
import { keysetPage, type KeysetOrder } from '../kernel/database/keyset-page';
import type { Page } from '../kernel/graphql/connection';
import { ListFilter } from '../kernel/database/list-filter';
import type { ObjectKind } from '../kernel/object-kind';
import type { PageArgs } from '../kernel/graphql/page-args';
import { once } from '../kernel/once';
import type { Change } from '../change/change';
import { ChangeEntity } from '../change/change-entity';
import { BY_KIND_AND_PATH } from './change-order';
import { type ComparedRevisions, countDifferences, pageOfDifferences } from './compare-revisions';
import { existingRevision } from './existing-revision';
import { readLineage } from '../change/lock-lineage';
import { RevisionEntity } from '../change/revision-entity';
import type { RevisionComparison } from './revision-comparison';
import type { RevisionFilter } from './revision-filter';

const NEWEST_FIRST: KeysetOrder<RevisionEntity> = {
  columns: [{ column: 'revision.number', type: 'integer', of: ({ number }) => number }],
  direction: 'DESC',
};

interface ChangeFilter {
  readonly kinds?: readonly ObjectKind[] | null;
  readonly objectIds?: readonly string[] | null;
}

export class RevisionQueries {
  readonly #changes: ChildPages<ChangeEntity, number, ShownChanges>;

  constructor(private readonly dataSource: DataSource) {
    this.#changes = new ChildPages(changeList(dataSource));
  }

  /** Defaults to the latest revision. */
  async find(number: number | null | undefined): Promise<RevisionEntity | null> {
    const { manager } = this.dataSource;
    const wanted = number ?? (await readLineage(manager)).revision;
    return manager.findOneBy(RevisionEntity, { number: wanted });
  }

  /**
   * @param includeSystem whether to list the system's revisions too
   * @param hidden the kinds whose changes the caller may not see
   */
  list(
    args: PageArgs,
    filter: RevisionFilter | null | undefined,
    includeSystem: boolean,
    hidden: readonly ObjectKind[],
  ): Promise<Page<RevisionEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(RevisionEntity, 'revision');
    new ListFilter(query)
      .oneOf('revision.actorId', 'actorIds', filter?.actorIds)
      .oneOf('revision.operation', 'operations', filter?.operations)
      .contains(['revision.comment', 'revision.operation'], filter?.search)
      .since('revision.committedAt', filter?.since)
      .before('revision.committedAt', filter?.until);
    // The condition of the index `revision_not_by_system`.
    if (!includeSystem) query.andWhere("revision.actorKind <> 'SYSTEM'");
    whereChanged(query, filter, hidden);
    return keysetPage(query, NEWEST_FIRST, args);
  }

  /** @throws DomainError NOT_FOUND */
  async compare(compared: ComparedRevisions): Promise<RevisionComparison> {
    const { manager } = this.dataSource;
    const [from, to] = [await existingRevision(manager, compared.from), await existingRevision(manager, compared.to)];
    const count = once(() => countDifferences(this.dataSource, compared));
    return {
      id: `${from.id}:${to.id}`,
      from,
      to,
      get changeCount() {
        return count();
      },
    };
  }

  /** @param hidden the kinds that the caller may not see */
  differences(
    compared: ComparedRevisions,
    args: PageArgs,
    kinds: readonly ObjectKind[] | null | undefined,
    hidden: readonly ObjectKind[],
  ): Promise<Page<Change>> {
    return pageOfDifferences(this.dataSource, compared, args, kinds, hidden);
  }

  /** @param hidden the kinds that the caller may not see */
  changes(
    revision: number,
    args: PageArgs,
    filter: ChangeFilter,
    hidden: readonly ObjectKind[],
  ): Promise<Page<ChangeEntity>> {
    return this.#changes.load(revision, args, { ...filter, hidden });
  }
}

interface ShownChanges extends ChangeFilter {
  /** The kinds that the caller may not see. */
  readonly hidden: readonly ObjectKind[];
}

function changeList(dataSource: DataSource): ChildList<ChangeEntity, number, ShownChanges> {
  return {
    query: (revisions, { kinds, objectIds, hidden }) => {
      const query = dataSource.manager
        .createQueryBuilder(ChangeEntity, 'change')
        .where('change.revision = ANY(:revisions)', { revisions })
        .andWhere('change.kind <> ALL(:hidden)', { hidden });
      new ListFilter(query).oneOf('change.kind', 'kinds', kinds).ids('change.objectId', 'objectIds', objectIds);
      return query;
    },
    parentColumn: 'change.revision',
    parentOf: ({ revision }) => revision,
    keyColumns: ['change.revision', 'change.objectId'],
    order: BY_KIND_AND_PATH,
  };
}

/** Only the revisions that changed an object of these ids and kinds, if the caller may see the change. */
function whereChanged(
  query: SelectQueryBuilder<RevisionEntity>,
  filter: RevisionFilter | null | undefined,
  hidden: readonly ObjectKind[],
): void {
  if (!filter?.objectIds && !filter?.kinds) return;
  const changes = query
    .subQuery()
    .select('1')
    .from(ChangeEntity, 'change')
    .where('change.revision = revision.number')
    .andWhere('change.kind <> ALL(:hidden)', { hidden });
  new ListFilter(changes, 'change')
    .ids('change.objectId', 'objectIds', filter.objectIds)
    .oneOf('change.kind', 'kinds', filter.kinds);
  query.andWhere(`EXISTS ${changes.getQuery()}`);
}
