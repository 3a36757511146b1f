import type { Environment } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import { keysetPage, type KeysetOrder, type Page } from '../database/keyset-page';
import { ListFilter } from '../database/list-filter';
import { objectOrder } from '../database/object-order';
import { findByIdOrName } from '../graphql/find-by';
import type { ListOrder } from '../graphql/list-order';
import type { PageArgs } from '../graphql/page-args';
import { findObject } from '../rules/find-object';
import { isUuid } from '../rules/uuid';
import { AccessGrantEntity } from './access-grant-entity';
import { ConsumerEntity } from './consumer-entity';
import type { ConsumerFilter } from './consumer-filter';
import type { KeyState } from './consumer-key';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { filterByUsage } from './consumer-usage-filter';
import { KEY_STATE_SQL } from './key-state';

/** Ids grow with time. */
const newestFirst = <E extends { id: string }>(alias: string): KeysetOrder<E> => ({
  columns: [{ column: `${alias}.id`, type: 'uuid', of: ({ id }) => id }],
  direction: 'DESC',
});

interface KeyFilter {
  readonly states?: readonly KeyState[] | null;
  readonly environment?: Environment | null;
}

export class ConsumerQueries {
  constructor(private readonly dataSource: DataSource) {}

  find(id: string | null | undefined, name: string | null | undefined): Promise<ConsumerEntity | null> {
    return findByIdOrName(this.dataSource, ConsumerEntity, id, name);
  }

  findKey(id: string): Promise<ConsumerKeyEntity | null> {
    return findObject(this.dataSource.manager, ConsumerKeyEntity, id);
  }

  async findGrant(consumerId: string, aiApiId: string): Promise<AccessGrantEntity | null> {
    if (!isUuid(consumerId) || !isUuid(aiApiId)) return null;
    return this.dataSource.manager.findOneBy(AccessGrantEntity, { consumerId, aiApiId });
  }

  list(
    args: PageArgs,
    filter: ConsumerFilter | null | undefined,
    orderBy: ListOrder | null | undefined,
  ): Promise<Page<ConsumerEntity>> {
    const query = this.dataSource.manager.createQueryBuilder(ConsumerEntity, 'consumer');
    new ListFilter(query)
      .ids('consumer.id', 'ids', filter?.ids)
      .oneOf('consumer.name', 'names', filter?.names)
      .contains(['consumer.name', 'consumer.displayName'], filter?.search)
      .equals('consumer.enabled', filter?.enabled);
    if (filter) filterByUsage(query, filter);
    return keysetPage(query, objectOrder<ConsumerEntity>('consumer', orderBy), args);
  }

  keysOf(consumerId: string, args: PageArgs, filter: KeyFilter): Promise<Page<ConsumerKeyEntity>> {
    const query = this.dataSource.manager
      .createQueryBuilder(ConsumerKeyEntity, 'key')
      .where('key.consumerId = :consumerId', { consumerId });
    new ListFilter(query).equals('key.environment', filter.environment);
    // An empty list matches nothing.
    const states = filter.states?.map((state) => `(${KEY_STATE_SQL[state]})`);
    if (states !== undefined) query.andWhere(states.length > 0 ? `(${states.join(' OR ')})` : 'false');
    return keysetPage(query, newestFirst<ConsumerKeyEntity>('key'), args);
  }

  grantsOf(consumerId: string, args: PageArgs): Promise<Page<AccessGrantEntity>> {
    return this.#grants('grant.consumerId', consumerId, args);
  }

  grantsOfAiApi(aiApiId: string, args: PageArgs): Promise<Page<AccessGrantEntity>> {
    return this.#grants('grant.aiApiId', aiApiId, args);
  }

  #grants(column: string, id: string, args: PageArgs): Promise<Page<AccessGrantEntity>> {
    const query = this.dataSource.manager
      .createQueryBuilder(AccessGrantEntity, 'grant')
      .where(`${column} = :id`, { id });
    return keysetPage(query, newestFirst<AccessGrantEntity>('grant'), args);
  }
}
