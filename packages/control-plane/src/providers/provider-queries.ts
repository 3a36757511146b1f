import type { DataSource } from 'typeorm';
import { keysetPage, type Page } from '../database/keyset-page';
import { ListFilter } from '../database/list-filter';
import { objectOrder } from '../database/object-order';
import { findByIdOrName } from '../graphql/find-by';
import type { ListOrder } from '../graphql/list-order';
import type { PageArgs } from '../graphql/page-args';
import { ProviderEntity } from './provider-entity';
import type { ProviderFilter } from './provider-filter';

export class ProviderQueries {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string | null | undefined, name: string | null | undefined): Promise<ProviderEntity | null> {
    return findByIdOrName(this.dataSource, ProviderEntity, id, name);
  }

  list(
    args: PageArgs,
    filter: ProviderFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<ProviderEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(ProviderEntity, 'provider');
    new ListFilter(query)
      .ids('provider.id', 'ids', filter?.ids)
      .oneOf('provider.name', 'names', filter?.names)
      .contains(['provider.name', 'provider.displayName'], filter?.search)
      .oneOf('provider.template', 'templates', filter?.templates);
    return keysetPage(query, objectOrder<ProviderEntity>('provider', orderBy), args);
  }
}
