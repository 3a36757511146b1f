import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { keysetPage } from '../../kernel/database/keyset-page';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import { objectOrder } from '../../kernel/database/object-order';
import type { ListOrder } from '../../kernel/graphql/list-order';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { PolicyTargetEntity } from '../policies/policy-target-entity';
import { ModelEntity } from './model-entity';
import type { ModelFilter } from './model-filter';

export class ModelQueries {
  constructor(private readonly dataSource: DataSource) {}

  list(
    args: PageArgs,
    filter: ModelFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<ModelEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(ModelEntity, 'model');
    new ListFilter(query)
      .ids('model.id', 'ids', filter?.ids)
      .ids('model.providerId', 'providerIds', filter?.providerIds)
      .oneOf('model.name', 'names', filter?.names)
      .contains(['model.name', 'model.displayName'], filter?.search)
      .equals('model.enabled', filter?.enabled);
    whereUsed(query, filter?.used);
    return keysetPage(query, objectOrder<ModelEntity>('model', orderBy, 'name'), args);
  }
}

function whereUsed(query: SelectQueryBuilder<ModelEntity>, used: boolean | null | undefined): void {
  if (used === null || used === undefined) return;
  const targets = query.subQuery().select('1').from(PolicyTargetEntity, 'target').where('target.modelId = model.id');
  query.andWhere(`${used ? '' : 'NOT '}EXISTS ${targets.getQuery()}`);
}
