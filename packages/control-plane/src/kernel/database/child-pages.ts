import DataLoader from 'dataloader';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type PageArgs, pageSize } from '../graphql/page-args';
import { keysetPage, type KeysetOrder, pageOf, scopeOf } from './keyset-page';
import type { Page } from '../graphql/connection';

/**
 * More parents than an answer has: those of one page, or the endpoints of each provider of one. What an answer may cost
 * bounds how many rows one statement brings.
 */
const BATCH_SIZE_MAX = 1_000_000;

/** A list that each object of another list has. */
export interface ChildList<E extends ObjectLiteral, P extends string | number, F> {
  /** The children of these parents that the filter lets through. */
  readonly query: (parents: P[], filter: F) => SelectQueryBuilder<E>;
  /** As the query calls it, such as `key.consumerId`. */
  readonly parentColumn: string;
  readonly parentOf: (child: E) => P;
  /** The columns that tell children apart, as the query calls them. */
  readonly keyColumns: readonly string[];
  readonly order: KeysetOrder<E>;
}

interface Wanted<P, F> {
  readonly parent: P;
  readonly first: number;
  readonly filter: F;
}

/**
 * Pages of children. The first pages of many parents, asked for in one turn, are one statement: otherwise a page of
 * parents would take some for each of them. Nothing is cached.
 */
export class ChildPages<E extends ObjectLiteral, P extends string | number, F> {
  readonly #loader = new DataLoader<Wanted<P, F>, Page<E>>((wanted) => this.#firstPages(wanted), {
    cache: false,
    maxBatchSize: BATCH_SIZE_MAX,
  });

  constructor(private readonly list: ChildList<E, P, F>) {}

  /** @throws DomainError BAD_USER_INPUT where `first` is out of range, or `after` is no cursor of this parent's list */
  async load(parent: P, args: PageArgs, filter: F): Promise<Page<E>> {
    // A cursor is of one parent's list, so there is nothing to batch.
    if (args.after) return keysetPage(this.list.query([parent], filter), this.list.order, args);
    return this.#loader.load({ parent, first: pageSize(args), filter });
  }

  async #firstPages(wanted: readonly Wanted<P, F>[]): Promise<Page<E>[]> {
    const pages = new Map<Wanted<P, F>, Page<E>>();
    const alike = Map.groupBy(wanted, ({ first, filter }) => JSON.stringify([first, filter]));
    for (const group of alike.values()) await this.#readGroup(group, pages);
    return wanted.map((one) => {
      const page = pages.get(one);
      if (page === undefined) throw new Error('a page that was asked for was not read');
      return page;
    });
  }

  /** @param group with one `first` and one filter */
  async #readGroup(group: readonly Wanted<P, F>[], pages: Map<Wanted<P, F>, Page<E>>): Promise<void> {
    const [{ first, filter } = { first: 0, filter: undefined }] = group;
    if (filter === undefined) return;
    const parents = [...new Set(group.map(({ parent }) => parent))];
    const { order, parentOf, query } = this.list;
    const { raw, entities } = await this.#firstRows(parents, first, filter).getRawAndEntities<{ total: string }>();
    const children = Map.groupBy(
      entities.map((child, index) => ({ child, total: Number(raw[index]?.total) })),
      ({ child }) => parentOf(child),
    );
    for (const one of group) {
      const rows = children.get(one.parent) ?? [];
      // The cursors are those of the parent's list alone, for the pages that follow.
      const scope = scopeOf(query([one.parent], filter), order);
      const all = rows.map(({ child }) => child);
      pages.set(one, pageOf(all, { first, scope, order, totalCount: rows[0]?.total ?? 0, hasPreviousPage: false }));
    }
  }

  /** Of each parent one row more than the page has, and how many there are in all. */
  #firstRows(parents: P[], first: number, filter: F): SelectQueryBuilder<E> {
    const { keyColumns, order, parentColumn } = this.list;
    const sorted = order.columns.map(({ column }) => `${column} ${order.direction}`).join(', ');
    const ranked = this.list.query(parents, filter).select([]);
    for (const [index, column] of keyColumns.entries()) ranked.addSelect(column, `key${index}`);
    ranked.addSelect(`row_number() OVER (PARTITION BY ${parentColumn} ORDER BY ${sorted})`, 'place');
    ranked.addSelect(`count(*) OVER (PARTITION BY ${parentColumn})`, 'total');
    const rows = this.list.query(parents, filter);
    const isSame = keyColumns.map((column, index) => `ranked.key${index} = ${column}`).join(' AND ');
    return rows
      .innerJoin(`(${ranked.getQuery()})`, 'ranked', `${isSame} AND ranked.place <= :most`, { most: first + 1 })
      .setParameters({ ...ranked.getParameters(), ...rows.getParameters(), most: first + 1 })
      .addSelect('ranked.total', 'total')
      .orderBy('ranked.place');
  }
}
