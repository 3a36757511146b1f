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
import { AiApiEntity } from './ai-api-entity';
import type { AiApiFilter } from './ai-api-filter';
import { filterByBasePath, filterByUsage } from './ai-api-usage-filter';

export class AiApiQueries {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string | null | undefined, name: string | null | undefined): Promise<AiApiEntity | null> {
    return findByIdOrName(this.dataSource, AiApiEntity, id, name);
  }

  list(
    args: PageArgs,
    filter: AiApiFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<AiApiEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(AiApiEntity, 'aiApi');
    new ListFilter(query)
      .ids('aiApi.id', 'ids', filter?.ids)
      .oneOf('aiApi.nameKey', 'names', filter?.names?.map(nameKey))
      .contains(['aiApi.name', 'aiApi.displayName', 'aiApi.basePath'], filter?.search)
      .oneOf('aiApi.policyKind', 'policyKinds', filter?.policyKinds)
      .isSet('aiApi.policyKind', filter?.hasPolicies)
      .equals('aiApi.enabled', filter?.enabled);
    filterByBasePath(query, filter?.basePathPrefix);
    if (filter) filterByUsage(query, filter);
    filterByLabels(query, filter);
    return keysetPage(query, objectOrder<AiApiEntity>('aiApi', orderBy), args);
  }
}
