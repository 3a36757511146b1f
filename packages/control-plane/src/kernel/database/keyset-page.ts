import { hash } from 'node:crypto';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { badInput } from '../errors/domain-error';
import { type PageArgs, pageSize } from '../graphql/page-args';
import type { Page } from '../graphql/connection';
import { once } from '../once';
import { safeText } from '../rules/safe-text';

interface KeyColumn<E> {
  /** Its name in the query, such as `provider.name`. */
  readonly column: string;
  readonly type: 'text' | 'text[]' | 'uuid' | 'integer' | 'timestamptz';
  readonly of: (row: E) => KeyValue;
}
type KeyValue = string | number | string[];

/** A total order of rows: the last column is an id. */
export interface KeysetOrder<E> {
  readonly columns: readonly KeyColumn<E>[];
  readonly direction: 'ASC' | 'DESC';
}

const cursorSchema = z.object({ scope: z.string(), key: z.array(z.unknown()) });

/** The values that Postgres accepts in a cursor, which callers could have changed. */
const KEY_SCHEMAS: Record<KeyColumn<unknown>['type'], z.ZodType<KeyValue>> = {
  text: safeText,
  'text[]': z.array(safeText),
  uuid: z.guid(),
  integer: z.int32(),
  timestamptz: z.iso.datetime(),
};

/**
 * One page of a query's rows. A cursor holds the sort key of the last row, so rows that come and go meanwhile do not make
 * a page skip or repeat others; it is valid for the same filter and order only.
 *
 * @throws DomainError BAD_USER_INPUT if `first` is out of range, or `after` is not a cursor of this list
 */
export async function keysetPage<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  order: KeysetOrder<E>,
  args: PageArgs,
): Promise<Page<E>> {
  const first = pageSize(args);
  const scope = scopeOf(query, order);
  const after = args.after ? readCursor(args.after, scope, order) : null;
  const page = query.clone().limit(first + 1);
  for (const { column } of order.columns) page.addOrderBy(column, order.direction);
  if (after !== null) whereBeyond(page, order, after, order.direction === 'ASC' ? '>' : '<');
  const rows = await page.getMany();
  const hasPreviousPage = after !== null && (await isPreceded(query, order, after));
  return pageOf(rows, { first, scope, order, hasPreviousPage, count: () => query.clone().getCount() });
}

interface PageFrame<E> {
  readonly first: number;
  /** From `scopeOf`. */
  readonly scope: string;
  readonly order: KeysetOrder<E>;
  readonly hasPreviousPage: boolean;
  /** Counts the rows of the whole list. Called at most once. */
  readonly count: () => Promise<number>;
}

/** @param rows the rows of the page in order, and the next row if there is one */
export function pageOf<E>(rows: readonly E[], { first, scope, order, ...frame }: PageFrame<E>): Page<E> {
  const { count, hasPreviousPage } = frame;
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: writeCursor(scope, order, node), node }));
  const pageInfo = {
    hasNextPage: rows.length > first,
    hasPreviousPage,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  const counted = once(count);
  return {
    nodes,
    edges,
    pageInfo,
    get totalCount() {
      return counted();
    },
  };
}

async function isPreceded<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  order: KeysetOrder<E>,
  after: readonly KeyValue[],
): Promise<boolean> {
  const before = query.clone();
  whereBeyond(before, order, after, order.direction === 'ASC' ? '<=' : '>=');
  return before.getExists();
}

function whereBeyond<E extends ObjectLiteral>(
  query: SelectQueryBuilder<E>,
  { columns }: KeysetOrder<E>,
  after: readonly KeyValue[],
  operator: string,
): void {
  const left = columns.map(({ column }) => column).join(', ');
  const right = columns.map(({ type }, index) => `CAST(:key${index} AS ${type})`).join(', ');
  query.andWhere(`(${left}) ${operator} (${right})`, Object.fromEntries(after.map((value, i) => [`key${i}`, value])));
}

/** What a cursor is valid for: one list with its filter and order. */
export function scopeOf<E extends ObjectLiteral>(query: SelectQueryBuilder<E>, order: KeysetOrder<E>): string {
  const [sql, parameters] = query.getQueryAndParameters();
  const columns = order.columns.map(({ column }) => column);
  return hash('sha256', JSON.stringify([sql, parameters, columns, order.direction])).slice(0, 16);
}

function writeCursor<E>(scope: string, { columns }: KeysetOrder<E>, row: E): string {
  return Buffer.from(JSON.stringify({ scope, key: columns.map(({ of }) => of(row)) })).toString('base64url');
}

/** @throws DomainError BAD_USER_INPUT at `after` */
export function readCursor<E>(cursor: string, scope: string, { columns }: KeysetOrder<E>): KeyValue[] {
  const read = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (read.success && read.data.scope === scope && read.data.key.length === columns.length) {
    const key = columns.map(({ type }, index) => KEY_SCHEMAS[type].safeParse(read.data.key[index]).data);
    if (isWhole(key)) return key;
  }
  const message = 'is not a cursor of this list with this filter and order: start again from the first page';
  throw badInput([{ path: 'after', message, reason: 'INVALID_FORMAT' }]);
}

function isWhole(key: (KeyValue | undefined)[]): key is KeyValue[] {
  return !key.includes(undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
