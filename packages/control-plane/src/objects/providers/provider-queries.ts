import type { DataSource } from 'typeorm';
import { keysetPage } from '../../kernel/database/keyset-page';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import { objectOrder } from '../../kernel/database/object-order';
import { findByIdOrName } from '../../kernel/database/find-by';
import type { ListOrder } from '../../kernel/graphql/list-order';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { nameKey } from '../../kernel/text/name-key';
import { filterByLabels } from '../labels/filter-by-labels';
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
      .oneOf('provider.nameKey', 'names', filter?.names?.map(nameKey))
      .contains(['provider.name', 'provider.displayName'], filter?.search)
      .oneOf('provider.template', 'templates', filter?.templates);
    filterByLabels(query, filter);
    return keysetPage(query, objectOrder<ProviderEntity>('provider', orderBy), args);
  }
}
