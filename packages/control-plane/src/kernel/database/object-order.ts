import type { ListOrder, ListOrderField } from '../graphql/list-order';
import { nameKey } from '../text/name-key';
import type { KeysetOrder } from './keyset-page';

/** The fields that lists of named objects can be sorted by. */
interface ListedObject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const NAME_COLUMNS = { nameKey, name: (name: string) => name };

/**
 * The order that the caller asks for; by name by default.
 *
 * @param alias the object's alias in the query
 * @param names the column that names are sorted by: `nameKey`, or `name` for models
 */
export function objectOrder<E extends ListedObject>(
  alias: string,
  order: ListOrder | null | undefined,
  names: keyof typeof NAME_COLUMNS = 'nameKey',
): KeysetOrder<E> {
  const { by, direction } = order ?? { by: 'NAME', direction: 'ASC' };
  const id = { column: `${alias}.id`, type: 'uuid', of: (row: E) => row.id } as const;
  return { columns: [sortedColumn<E>(alias, by, names), id], direction };
}

// Times are written from JavaScript dates, so milliseconds are exact.
function sortedColumn<E extends ListedObject>(
  alias: string,
  by: ListOrderField,
  names: keyof typeof NAME_COLUMNS,
): KeysetOrder<E>['columns'][number] {
  switch (by) {
    case 'NAME':
      return { column: `${alias}.${names}`, type: 'text', of: ({ name }) => NAME_COLUMNS[names](name) };
    case 'CREATED_AT':
      return { column: `${alias}.createdAt`, type: 'timestamptz', of: ({ createdAt }) => createdAt.toISOString() };
    case 'UPDATED_AT':
      return { column: `${alias}.updatedAt`, type: 'timestamptz', of: ({ updatedAt }) => updatedAt.toISOString() };
  }
}
