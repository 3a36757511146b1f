import { Any, type DataSource, type SelectQueryBuilder } from 'typeorm';
import { keysetPage } from '../kernel/database/keyset-page';
import { type Page, withNodes } from '../kernel/graphql/connection';
import { ListFilter } from '../kernel/database/list-filter';
import type { ObjectKind } from '../kernel/object-kind';
import type { PageArgs } from '../kernel/graphql/page-args';
import type { Change, ChangeAction, ObjectImage } from '../change/change';
import { BY_KIND_AND_PATH } from './change-order';
import { ChangeEntity } from '../change/change-entity';
import { imageDifferences } from '../change/image-differences';

/** Two revisions. `from` may be the later one; the differences then read backwards. */
export interface ComparedRevisions {
  readonly from: number;
  readonly to: number;
}

/** How many objects differ between two revisions. */
export function countDifferences(dataSource: DataSource, compared: ComparedRevisions): Promise<number> {
  return differing(dataSource, compared).getCount();
}

/**
 * The objects that differ between two revisions, by four statements however many revisions lie in between.
 *
 * @param hidden the kinds that the caller may not see
 */
export async function pageOfDifferences(
  dataSource: DataSource,
  compared: ComparedRevisions,
  args: PageArgs,
  kinds: readonly ObjectKind[] | null | undefined,
  hidden: readonly ObjectKind[],
): Promise<Page<Change>> {
  const query = differing(dataSource, compared).andWhere('change.kind <> ALL(:hidden)', { hidden });
  new ListFilter(query, 'kinds').oneOf('change.kind', 'kinds', kinds);
  const page = await keysetPage(query, BY_KIND_AND_PATH, args);
  const firsts = await firstChanges(dataSource, compared, page.nodes);
  const nodes = page.nodes.map((last) => differenceOf(compared, firsts.get(last.objectId) ?? last, last));
  return withNodes(page, nodes);
}

/** The last change of each object that differs between the two revisions. */
function differing(dataSource: DataSource, compared: ComparedRevisions): SelectQueryBuilder<ChangeEntity> {
  const query = dataSource.manager.createQueryBuilder(ChangeEntity, 'change');
  const later = query
    .subQuery()
    .select('1')
    .from(ChangeEntity, 'later')
    .where('later.objectId = change.objectId AND later.revision > change.revision AND later.revision <= :late');
  const first = query
    .subQuery()
    .select('first.beforeValue')
    .from(ChangeEntity, 'first')
    .where('first.objectId = change.objectId AND first.revision > :early')
    .orderBy('first.revision', 'ASC')
    .limit(1);
  return query
    .where('change.revision > :early AND change.revision <= :late', boundsOf(compared))
    .andWhere(`NOT EXISTS ${later.getQuery()}`)
    .andWhere(`change.afterValue IS DISTINCT FROM ${first.getQuery()}`);
}

async function firstChanges(
  dataSource: DataSource,
  compared: ComparedRevisions,
  lasts: readonly ChangeEntity[],
): Promise<Map<string, ChangeEntity>> {
  const rows = await dataSource.manager
    .createQueryBuilder(ChangeEntity, 'change')
    .where({ objectId: Any(lasts.map(({ objectId }) => objectId)) })
    .andWhere('change.revision > :early AND change.revision <= :late', boundsOf(compared))
    .distinctOn(['change.objectId'])
    .orderBy('change.objectId')
    .addOrderBy('change.revision')
    .getMany();
  return new Map(rows.map((row) => [row.objectId, row]));
}

function boundsOf({ from, to }: ComparedRevisions) {
  return { early: Math.min(from, to), late: Math.max(from, to) };
}

function differenceOf({ from, to }: ComparedRevisions, first: ChangeEntity, last: ChangeEntity): Change {
  const [before, after] = from <= to ? [first.before, last.after] : [last.after, first.before];
  const { kind, objectId, name, path } = last;
  return {
    id: `${from}:${to}:${objectId}`,
    action: actionBetween(before, after),
    kind,
    objectId,
    name,
    path,
    before,
    after,
    differences: imageDifferences(kind, before?.value, after?.value),
  };
}

function actionBetween(before: ObjectImage | null, after: ObjectImage | null): ChangeAction {
  if (before === null) return 'CREATE';
  return after === null ? 'DELETE' : 'UPDATE';
}
