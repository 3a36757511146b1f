import type { ListOrder, ListOrderField } from '../graphql/list-order';
import type { KeysetOrder } from './keyset-page';

/** The fields that lists of named objects can be sorted by. */
interface ListedObject {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * The order that the caller asks for; by name by default.
 *
 * @param alias the object's alias in the query
 */
export function objectOrder<E extends ListedObject>(
  alias: string,
  order: ListOrder | null | undefined,
): KeysetOrder<E> {
  const { by, direction } = order ?? { by: 'NAME', direction: 'ASC' };
  const id = { column: `${alias}.id`, type: 'uuid', of: (row: E) => row.id } as const;
  return { columns: [sortedColumn<E>(alias, by), id], direction };
}

// Times are written from JavaScript dates, so milliseconds are exact.
function sortedColumn<E extends ListedObject>(alias: string, by: ListOrderField): KeysetOrder<E>['columns'][number] {
  switch (by) {
    case 'NAME':
      return { column: `${alias}.name`, type: 'text', of: ({ name }) => name };
    case 'CREATED_AT':
      return { column: `${alias}.createdAt`, type: 'timestamptz', of: ({ createdAt }) => createdAt.toISOString() };
    case 'UPDATED_AT':
      return { column: `${alias}.updatedAt`, type: 'timestamptz', of: ({ updatedAt }) => updatedAt.toISOString() };
  }
}
