import { z } from 'zod';
import { nameIn } from '../kind/image-members';
import type { Kind } from '../kind/kind';
import { keepLabels } from '../labels/keep-labels';
import { labelsSchema } from '../labels/label-rules';
import { COMMON_DEFAULTS, type Members, withoutDefaults } from '../kind/manifest-list';
import { ConsumerEntity } from './consumer-entity';
import { consumerImage } from './consumer-images';
import { consumerMembers } from './consumer-rules';
import { removeKeys } from './remove-keys';

const members = { ...consumerMembers, labels: labelsSchema.optional() };
const imageRules = z.strictObject(members);

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
    schema: (lists) => z.strictObject({ ...members, ...lists }),
    imageValueOf: (consumer: Members) => ({ ...consumer, displayName: consumer['displayName'] ?? consumer['name'] }),
    itemOf: (value) => {
      const written = ['name', 'displayName', 'labels', 'enabled', 'traceAllowed'];
      return withoutDefaults(value, written, { ...COMMON_DEFAULTS, labels: {}, traceAllowed: false });
    },
  },

  pathOf: (value) => [nameIn(value, 'name')],
  imageOf: (consumer) => consumerImage(consumer),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    if (value === null) return null;
    const { name, displayName, labels = {} } = value;
    return Object.assign(draft.newRow(), { ...value, displayName: displayName ?? name, labels });
  },
  completed: keepLabels,
  beforeDelete: (change, consumers) => removeKeys(change, consumers),
  touchEntries: (change, consumers) => {
    for (const { id } of consumers) change.touch('consumer', id);
  },
};
