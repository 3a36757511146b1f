import type { DataSource } from 'typeorm';
import { whereState } from '../secrets/key-state';
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
    whereState(query, filter?.states);
    return keysetPage(query, objectOrder<AccessTokenEntity>('key', orderBy), args);
  }
}
