import type { DataSource } from 'typeorm';
import { KEY_STATE_SQL } from '../consumers/key-state';
import { keysetPage, type Page } from '../database/keyset-page';
import { ListFilter } from '../database/list-filter';
import { objectOrder } from '../database/object-order';
import { findByIdOrName } from '../graphql/find-by';
import type { ListOrder } from '../graphql/list-order';
import type { PageArgs } from '../graphql/page-args';
import { AccessTokenEntity } from './access-token-entity';
import type { AccessTokenFilter } from './access-token-filter';

export class AccessTokenQueries {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string | null | undefined, name: string | null | undefined): Promise<AccessTokenEntity | null> {
    return findByIdOrName(this.dataSource, AccessTokenEntity, id, name);
  }

  list(
    args: PageArgs,
    filter: AccessTokenFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<AccessTokenEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(AccessTokenEntity, 'key');
    new ListFilter(query).oneOf('key.role', 'roles', filter?.roles).contains(['key.name'], filter?.search);
    // An empty list matches nothing.
    const states = filter?.states?.map((state) => `(${KEY_STATE_SQL[state]})`);
    if (states !== undefined) query.andWhere(states.length > 0 ? `(${states.join(' OR ')})` : 'false');
    return keysetPage(query, objectOrder<AccessTokenEntity>('key', orderBy), args);
  }
}
