import type { SelectQueryBuilder } from 'typeorm';
import { ListFilter } from '../../kernel/database/list-filter';
import { AccessGrantEntity } from './access-grant-entity';
import type { ConsumerEntity } from './consumer-entity';
import type { ConsumerFilter } from './consumer-filter';
import { ConsumerKeyEntity } from './consumer-key-entity';
import { KEY_STATE_SQL } from '../secrets/key-state';

/** The members of the filter about a consumer's access grants and keys. */
export function filterByUsage(
  query: SelectQueryBuilder<ConsumerEntity>,
  { aiApiIds, keyExpiresBefore }: ConsumerFilter,
): void {
  if (aiApiIds) {
    const grants = query.subQuery().select('grant.consumerId').from(AccessGrantEntity, 'grant');
    new ListFilter(grants, 'grant').ids('grant.aiApiId', 'aiApiIds', aiApiIds);
    query.andWhere(`consumer.id IN ${grants.getQuery()}`);
  }
  if (keyExpiresBefore) {
    const keys = query.subQuery().select('key.consumerId').from(ConsumerKeyEntity, 'key').where(KEY_STATE_SQL.ACTIVE);
    new ListFilter(keys, 'key').before('key.expiresAt', keyExpiresBefore);
    query.andWhere(`consumer.id IN ${keys.getQuery()}`);
  }
}
