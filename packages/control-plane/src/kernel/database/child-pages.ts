import DataLoader from 'dataloader';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { type PageArgs, pageSize } from '../graphql/page-args';
import { keysetPage, type KeysetOrder, pageOf, scopeOf } from './keyset-page';
import type { Page } from '../graphql/connection';

/**
 * More parents than a response can have, so that they are never split into batches. The cost limit of operations bounds
 * the number of rows of one statement.
 */
const BATCH_SIZE_MAX = 1_000_000;

/** A list that belongs to each object of another list. */
export interface ChildList<E extends ObjectLiteral, P extends string | number, F> {
  /** The children of these parents that match the filter. */
  readonly query: (parents: P[], filter: F) => SelectQueryBuilder<E>;
  /** Its name in the query, such as `key.consumerId`. */
  readonly parentColumn: string;
  readonly parentOf: (child: E) => P;
  /** The names in the query of the columns that identify a child. */
  readonly keyColumns: readonly string[];
  readonly order: KeysetOrder<E>;
}

interface CountRequest<P, F> {
  readonly parent: P;
  readonly filter: F;
}
interface PageRequest<P, F> extends CountRequest<P, F> {
  readonly first: number;
}

/**
 * Pages of children. The first pages of many parents, asked for in the same tick, take one statement, and their counts
 * another; otherwise each parent of a page would take its own. Nothing is cached.
 */
export class ChildPages<E extends ObjectLiteral, P extends string | number, F> {
  readonly #loader = new DataLoader<PageRequest<P, F>, Page<E>>((wanted) => this.#firstPages(wanted), {
    cache: false,
    maxBatchSize: BATCH_SIZE_MAX,
  });
  readonly #counts = new DataLoader<CountRequest<P, F>, number>((wanted) => this.#count(wanted), {
    cache: false,
    maxBatchSize: BATCH_SIZE_MAX,
  });

  constructor(private readonly list: ChildList<E, P, F>) {}

  /** @throws DomainError BAD_USER_INPUT if `first` is out of range, or `after` is not a cursor of this parent's list */
  async load(parent: P, args: PageArgs, filter: F): Promise<Page<E>> {
    // A cursor belongs to one parent's list, so there is nothing to batch.
    if (args.after) return keysetPage(this.list.query([parent], filter), this.list.order, args);
    return this.#loader.load({ parent, first: pageSize(args), filter });
  }

  async #firstPages(wanted: readonly PageRequest<P, F>[]): Promise<Page<E>[]> {
    const pages = new Map<PageRequest<P, F>, Page<E>>();
    const alike = Map.groupBy(wanted, ({ first, filter }) => JSON.stringify([first, filter]));
    for (const group of alike.values()) await this.#readGroup(group, pages);
    return wanted.map((one) => {
      const page = pages.get(one);
      if (page === undefined) throw new Error('missing page');
      return page;
    });
  }

  /** @param group requests with the same `first` and filter */
  async #readGroup(group: readonly PageRequest<P, F>[], pages: Map<PageRequest<P, F>, Page<E>>): Promise<void> {
    const [{ first, filter } = { first: 0, filter: undefined }] = group;
    if (filter === undefined) return;
    const parents = [...new Set(group.map(({ parent }) => parent))];
    const { order, parentOf, query } = this.list;
    const children = Map.groupBy(await this.#firstRows(parents, first, filter).getMany(), parentOf);
    for (const one of group) {
      // The cursors are valid for this parent's list, from which the next pages are read.
      const scope = scopeOf(query([one.parent], filter), order);
      const count = () => this.#counts.load({ parent: one.parent, filter });
      pages.set(one, pageOf(children.get(one.parent) ?? [], { first, scope, order, hasPreviousPage: false, count }));
    }
  }

  async #count(wanted: readonly CountRequest<P, F>[]): Promise<number[]> {
    const counts = new Map<CountRequest<P, F>, number>();
    for (const group of Map.groupBy(wanted, ({ filter }) => JSON.stringify(filter)).values()) {
      const [{ filter } = { filter: undefined }] = group;
      if (filter === undefined) continue;
      const parents = [...new Set(group.map(({ parent }) => parent))];
      const { parentColumn, query } = this.list;
      const rows = await query(parents, filter)
        .select(parentColumn, 'parent')
        .addSelect('count(*)', 'total')
        .groupBy(parentColumn)
        .getRawMany<{ parent: P; total: string }>();
      const totals = new Map(rows.map(({ parent, total }) => [parent, Number(total)]));
      for (const one of group) counts.set(one, totals.get(one.parent) ?? 0);
    }
    return wanted.map((one) => counts.get(one) ?? 0);
  }

  /** One row more than the page for each parent. */
  #firstRows(parents: P[], first: number, filter: F): SelectQueryBuilder<E> {
    const { keyColumns, order, parentColumn } = this.list;
    const sorted = order.columns.map(({ column }) => `${column} ${order.direction}`).join(', ');
    const ranked = this.list.query(parents, filter).select([]);
    for (const [index, column] of keyColumns.entries()) ranked.addSelect(column, `key${index}`);
    ranked.addSelect(`row_number() OVER (PARTITION BY ${parentColumn} ORDER BY ${sorted})`, 'place');
    const rows = this.list.query(parents, filter);
    const isSame = keyColumns.map((column, index) => `ranked.key${index} = ${column}`).join(' AND ');
    return rows
      .innerJoin(`(${ranked.getQuery()})`, 'ranked', `${isSame} AND ranked.place <= :most`, { most: first + 1 })
      .setParameters({ ...ranked.getParameters(), ...rows.getParameters(), most: first + 1 })
      .orderBy('ranked.place');
  }
}
