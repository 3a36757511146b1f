import type { DataSource } from 'typeorm';
import { byName, keysetPage, type Page } from '../database/keyset-page';
import { ListFilter } from '../database/list-filter';
import type { PageArgs } from '../graphql/page-args';
import { ModelEntity } from './model-entity';
import type { ModelFilter } from './model-filter';

export class ModelQueries {
  constructor(private readonly dataSource: DataSource) {}

  list(args: PageArgs, filter: ModelFilter | null | undefined): Promise<Page<ModelEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(ModelEntity, 'model');
    new ListFilter(query)
      .ids('model.id', 'ids', filter?.ids)
      .ids('model.providerId', 'providerIds', filter?.providerIds)
      .oneOf('model.name', 'names', filter?.names)
      .contains(['model.name', 'model.displayName'], filter?.search)
      .equals('model.enabled', filter?.enabled);
    return keysetPage(query, byName<ModelEntity>('model'), args);
  }
}
