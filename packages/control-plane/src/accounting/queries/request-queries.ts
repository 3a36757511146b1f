import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { badInput } from '../../kernel/errors/domain-error';
import { type PageArgs, pageSize } from '../../kernel/graphql/page-args';
import { isUuid } from '../../kernel/text/uuid';
import { timeOfId } from '../intake/add-records';
import { describeRequest, type RequestRow } from './describe-request';
import type { RecordedRequest, RecordedRequestPage } from './recorded-request';
import type { RequestFilter } from './request-filter';

const COLUMNS: Readonly<Record<Exclude<keyof RequestFilter, 'failed'>, string>> = {
  aiApiId: 'ai_api_id',
  consumerId: 'consumer_id',
  consumerKeyId: 'consumer_key_id',
  outcome: 'outcome',
  fault: 'fault',
  providerId: 'provider_id',
  endpointId: 'endpoint_id',
  modelId: 'model_id',
};
const SELECTED = 'SELECT id, at, data_plane_id AS "dataPlaneId", record FROM request_record';
/** The version's digit in the text of a UUIDv7. */
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7/i;

const cursorSchema = z.tuple([z.iso.datetime(), z.guid()]);

export interface RequestsQuestion {
  readonly page: PageArgs;
  readonly filter: RequestFilter;
  /** Null for no bound. */
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Finds records of requests. */
export class RequestQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** One request by its id, which says its day. Null if there is no record of it. */
  async find(id: string): Promise<RecordedRequest | null> {
    if (!isUuid(id) || !UUID_V7.test(id)) return null;
    const [row] = await this.#rows('at = $1 AND id = $2', [new Date(timeOfId(id)), id]);
    // Of a data plane whose clock was ahead the id says another day; there are few, in an index without the time.
    const [found = null] = row === undefined ? await this.#rows('id = $1 AND clock_ahead', [id]) : [row];
    return found && describeRequest(found);
  }

  #rows(condition: string, values: unknown[]): Promise<RequestRow[]> {
    return this.dataSource.query(`${SELECTED} WHERE ${condition} LIMIT 1`, values);
  }

  /** A page of requests, newest first. @throws DomainError BAD_USER_INPUT */
  async list({ page, filter, from, to }: RequestsQuestion): Promise<RecordedRequestPage> {
    const first = pageSize(page);
    const conditions: string[] = [];
    const values: unknown[] = [];
    const where = (text: (parameter: string) => string, value: unknown) => {
      values.push(value);
      conditions.push(text(`$${values.length}`));
    };
    const after = page.after ? readCursor(page.after) : null;
    if (from !== null) where((parameter) => `at >= ${parameter}`, from);
    if (to !== null) where((parameter) => `at < ${parameter}`, to);
    if (!addFilter(filter, conditions, where)) return pageOf([], first, after !== null);
    if (after !== null) {
      const [at, id] = after;
      // Besides the pair, the time alone: only that keeps Postgres from opening later partitions.
      where((parameter) => `at <= ${parameter}`, at);
      values.push(id);
      conditions.push(`(at, id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
    }
    const condition = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const rows: RequestRow[] = await this.dataSource.query(
      `${SELECTED} ${condition} ORDER BY at DESC, id DESC LIMIT ${first + 1}`,
      values,
    );
    return pageOf(rows, first, after !== null);
  }
}

/** @returns whether any request can match: what is no id is nothing's id */
function addFilter(
  filter: RequestFilter,
  conditions: string[],
  where: (text: (parameter: string) => string, value: unknown) => void,
): boolean {
  const { failed, ...others } = filter;
  if (failed === false) {
    throw badInput([{ path: 'filter.failed', message: 'must be true, or omitted', reason: 'OUT_OF_RANGE' }]);
  }
  if (failed === true) conditions.push(`fault <> 'NONE'`);
  for (const [name, column] of Object.entries(COLUMNS) as [keyof typeof COLUMNS, string][]) {
    const value = others[name];
    if (value === null || value === undefined) continue;
    if (column.endsWith('_id') && !isUuid(value)) return false;
    where((parameter) => `${column} = ${parameter}`, value);
  }
  return true;
}

function pageOf(rows: readonly RequestRow[], first: number, hasPreviousPage: boolean): RecordedRequestPage {
  const shown = rows.slice(0, first);
  return {
    nodes: shown.map(describeRequest),
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage,
      endCursor: cursorOf(shown.at(-1)),
    },
  };
}

function cursorOf(row: RequestRow | undefined): string | null {
  return row === undefined ? null : Buffer.from(JSON.stringify([row.at, row.id])).toString('base64url');
}

function readCursor(cursor: string): [string, string] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    const message = 'is not a cursor of this list: start again from the first page';
    throw badInput([{ path: 'after', message, reason: 'INVALID_FORMAT' }]);
  }
}
