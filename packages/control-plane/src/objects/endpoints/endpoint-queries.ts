import type { DataSource } from 'typeorm';
import { keysetPage } from '../../kernel/database/keyset-page';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import { objectOrder } from '../../kernel/database/object-order';
import type { ListOrder } from '../../kernel/graphql/list-order';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { EndpointEntity } from './endpoint-entity';
import type { EndpointFilter } from './endpoint-filter';

export class EndpointQueries {
  constructor(private readonly dataSource: DataSource) {}

  list(
    args: PageArgs,
    filter: EndpointFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<EndpointEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(EndpointEntity, 'endpoint');
    new ListFilter(query)
      .ids('endpoint.id', 'ids', filter?.ids)
      .ids('endpoint.providerId', 'providerIds', filter?.providerIds)
      .contains(['endpoint.name', 'endpoint.displayName'], filter?.search)
      .equals('endpoint.environment', filter?.environment)
      .equals('endpoint.enabled', filter?.enabled)
      .before('endpoint.credentialRotatedAt', filter?.credentialRotatedBefore)
      .isSet('endpoint.sealedCredential', filter?.credentialSet);
    return keysetPage(query, objectOrder<EndpointEntity>('endpoint', orderBy), args);
  }
}
