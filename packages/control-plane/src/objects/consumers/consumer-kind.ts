import { z } from 'zod';
import { nameIn } from '../kind/image-members';
import type { Kind } from '../kind/kind';
import { COMMON_DEFAULTS, type Members, withoutDefaults } from '../kind/manifest-list';
import { ConsumerEntity } from './consumer-entity';
import { consumerImage } from './consumer-images';
import { consumerMembers } from './consumer-rules';
import { removeKeys } from './remove-keys';

const imageRules = z.strictObject(consumerMembers);

/** A rollback restores no access: otherwise revoked access would silently come back. */
export const consumerKind: Kind<ConsumerEntity, 'CONSUMER'> = {
  objectKinds: ['CONSUMER'],
  label: 'consumer',
  entity: ConsumerEntity,
  owners: [],
  isRolledBack: false,
  isCaseSensitive: false,
  refusesDeletionInUse: false,
  manifest: {
    name: 'consumers',
    unique: 'NAME',
    schema: (lists) => z.strictObject({ ...consumerMembers, ...lists }),
    imageValueOf: (consumer: Members) => ({ ...consumer, displayName: consumer['displayName'] ?? consumer['name'] }),
    itemOf: (value) => {
      const members = ['name', 'displayName', 'enabled', 'traceAllowed'];
      return withoutDefaults(value, members, { ...COMMON_DEFAULTS, traceAllowed: false });
    },
  },

  pathOf: (value) => [nameIn(value, 'name')],
  imageOf: (consumer) => consumerImage(consumer),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    if (value === null) return null;
    return Object.assign(draft.newRow(), { ...value, displayName: value.displayName ?? value.name });
  },
  beforeDelete: (change, consumers) => removeKeys(change, consumers),
  touchEntries: (change, consumers) => {
    for (const { id } of consumers) change.touch('consumer', id);
  },
};
