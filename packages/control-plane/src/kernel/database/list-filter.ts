import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { badInput } from '../errors/domain-error';
import { isUuid } from '../text/uuid';

export const FILTER_VALUES_MAX = 1_000;

/**
 * Adds the fields of a list's filter to its query: all must match, the values of one field are alternatives, an absent or
 * null field does not filter, and an empty list matches nothing.
 */
export class ListFilter<E extends ObjectLiteral> {
  #count = 0;

  /** @param scope separates the parameters of a subquery from those of its query */
  constructor(
    private readonly query: SelectQueryBuilder<E>,
    private readonly scope = 'list',
  ) {}

  ids(column: string, member: string, ids: readonly string[] | null | undefined): this {
    return this.#anyOf(column, member, 'uuid', ids, (values) => values.filter(isUuid));
  }

  oneOf(column: string, member: string, values: readonly string[] | null | undefined): this {
    return this.#anyOf(column, member, 'text', values, (all) => all);
  }

  equals(column: string, value: string | boolean | null | undefined): this {
    return value === null || value === undefined ? this : this.#where((name) => `${column} = :${name}`, value);
  }

  /** Keeps rows where the column has a value or, if `wanted` is false, where it has none. */
  isSet(column: string, wanted: boolean | null | undefined): this {
    if (wanted !== null && wanted !== undefined) this.query.andWhere(`${column} IS ${wanted ? 'NOT ' : ''}NULL`);
    return this;
  }

  /** Keeps rows where one of the columns contains the text, ignoring case. */
  contains(columns: readonly string[], text: string | null | undefined): this {
    if (text === null || text === undefined || text === '') return this;
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    return this.#where((name) => `(${columns.map((column) => `${column} ILIKE :${name}`).join(' OR ')})`, pattern);
  }

  before(column: string, moment: Date | null | undefined): this {
    return moment ? this.#where((name) => `${column} < :${name}`, moment) : this;
  }

  since(column: string, moment: Date | null | undefined): this {
    return moment ? this.#where((name) => `${column} >= :${name}`, moment) : this;
  }

  #anyOf(
    column: string,
    member: string,
    type: string,
    values: readonly string[] | null | undefined,
    known: (values: readonly string[]) => readonly string[],
  ): this {
    if (values === null || values === undefined) return this;
    if (values.length > FILTER_VALUES_MAX) {
      const message = `must have at most ${FILTER_VALUES_MAX} items`;
      throw badInput([{ path: `filter.${member}`, message, reason: 'WRONG_COUNT' }]);
    }
    return this.#where((name) => `${column} = ANY(CAST(:${name} AS ${type}[]))`, known(values));
  }

  #where(condition: (name: string) => string, value: unknown): this {
    const name = `${this.scope}${this.#count++}`;
    this.query.andWhere(condition(name), { [name]: value });
    return this;
  }
}
