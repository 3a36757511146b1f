import type { DataSource } from 'typeorm';
import { KEY_STATE_SQL } from '../consumers/key-state';
import { keysetPage } from '../../kernel/database/keyset-page';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import { objectOrder } from '../../kernel/database/object-order';
import { findByIdOrName } from '../../kernel/database/find-by';
import type { ListOrder } from '../../kernel/graphql/list-order';
import type { PageArgs } from '../../kernel/graphql/page-args';
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
