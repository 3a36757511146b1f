import type { Environment } from '@switchyard/contract';
import type { DataSource } from 'typeorm';
import { type ChildList, ChildPages } from '../../kernel/database/child-pages';
import { keysetPage, type KeysetOrder } from '../../kernel/database/keyset-page';
import { memoized } from '../../kernel/memoized';
import type { ObjectParts } from '../object-parts';
import type { Page } from '../../kernel/graphql/connection';
import { ListFilter } from '../../kernel/database/list-filter';
import { objectOrder } from '../../kernel/database/object-order';
import { findByIdOrName } from '../../kernel/database/find-by';
import type { ListOrder } from '../../kernel/graphql/list-order';
import type { PageArgs } from '../../kernel/graphql/page-args';
import { nameKey } from '../../kernel/text/name-key';
import { findObject } from '../../kernel/database/find-object';
import { isUuid } from '../../kernel/text/uuid';
import { AccessGrantEntity } from './access-grant-entity';
import { filterByLabels } from '../labels/filter-by-labels';
import { ConsumerEntity } from './consumer-entity';
import type { ConsumerFilter } from './consumer-filter';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { filterByUsage } from './consumer-usage-filter';
import { type KeyState, whereState } from '../secrets/key-state';

/** Ids ascend over time. */
const newestFirst = <E extends { id: string }>(alias: string): KeysetOrder<E> => ({
  columns: [{ column: `${alias}.id`, type: 'uuid', of: ({ id }) => id }],
  direction: 'DESC',
});

interface KeyFilter {
  readonly states?: readonly KeyState[] | null;
  readonly environment?: Environment | null;
}

export class ConsumerQueries {
  readonly #keys: ChildPages<ConsumerKeyEntity, string, KeyFilter>;
  readonly #grantsOfConsumer: ChildPages<AccessGrantEntity, string, null>;
  readonly #grantsOfAiApi: ChildPages<AccessGrantEntity, string, null>;

  constructor(private readonly dataSource: DataSource) {
    this.#keys = new ChildPages(keyList(dataSource));
    this.#grantsOfConsumer = new ChildPages(grantList(dataSource, 'consumerId'));
    this.#grantsOfAiApi = new ChildPages(grantList(dataSource, 'aiApiId'));
  }

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
      .oneOf('consumer.nameKey', 'names', filter?.names?.map(nameKey))
      .contains(['consumer.name', 'consumer.displayName'], filter?.search)
      .equals('consumer.enabled', filter?.enabled);
    if (filter) filterByUsage(query, filter);
    filterByLabels(query, filter);
    return keysetPage(query, objectOrder<ConsumerEntity>('consumer', orderBy), args);
  }

  keysOf(consumerId: string, args: PageArgs, filter: KeyFilter): Promise<Page<ConsumerKeyEntity>> {
    return this.#keys.load(consumerId, args, filter);
  }

  grantsOf(consumerId: string, args: PageArgs): Promise<Page<AccessGrantEntity>> {
    return this.#grantsOfConsumer.load(consumerId, args, null);
  }

  grantsOfAiApi(aiApiId: string, args: PageArgs): Promise<Page<AccessGrantEntity>> {
    return this.#grantsOfAiApi.load(aiApiId, args, null);
  }
}

/** One per program, so that pages requested by several types at once are read together. */
export const consumerQueries = memoized(({ dataSource }: ObjectParts) => new ConsumerQueries(dataSource));

function keyList(dataSource: DataSource): ChildList<ConsumerKeyEntity, string, KeyFilter> {
  return {
    query: (consumerIds, { states, environment }) => {
      const query = dataSource.manager
        .createQueryBuilder(ConsumerKeyEntity, 'key')
        .where('key.consumerId = ANY(:consumerIds)', { consumerIds });
      new ListFilter(query).equals('key.environment', environment);
      whereState(query, states);
      return query;
    },
    parentColumn: 'key.consumerId',
    parentOf: ({ consumerId }) => consumerId,
    keyColumns: ['key.id'],
    order: newestFirst<ConsumerKeyEntity>('key'),
  };
}

function grantList(
  dataSource: DataSource,
  member: 'consumerId' | 'aiApiId',
): ChildList<AccessGrantEntity, string, null> {
  return {
    query: (parentIds) =>
      dataSource.manager
        .createQueryBuilder(AccessGrantEntity, 'grant')
        .where(`grant.${member} = ANY(:parentIds)`, { parentIds }),
    parentColumn: `grant.${member}`,
    parentOf: (grant) => grant[member],
    keyColumns: ['grant.id'],
    order: newestFirst<AccessGrantEntity>('grant'),
  };
}
