import { z } from 'zod';
import { nameSchema } from '../../kernel/rules/members';
import { aiApiKind } from '../ai-apis/ai-api-kind';
import { nameIn } from '../kind/image-members';
import type { Kind } from '../kind/kind';
import { AccessGrantEntity } from './access-grant-entity';
import { accessGrantImage } from './consumer-images';
import { consumerKind } from './consumer-kind';

const imageRules = z.strictObject({ consumer: nameSchema, aiApi: nameSchema });

/** In a manifest an access grant is an AI API's name in the `access` list of a consumer. */
export const accessGrantKind: Kind<AccessGrantEntity, 'ACCESS_GRANT'> = {
  objectKinds: ['ACCESS_GRANT'],
  label: 'access grant',
  entity: AccessGrantEntity,
  owners: ['CONSUMER', 'AI_API'],
  isRolledBack: false,
  isCaseSensitive: false,
  refusesDeletionInUse: false,
  manifest: {
    name: 'access',
    unique: 'ITEM',
    schema: () => nameSchema,
    imageValueOf: (aiApi: string, { name: consumer }) => ({ consumer, aiApi }),
    itemOf: ({ aiApi }) => String(aiApi),
  },

  pathOf: (value) => [nameIn(value, 'consumer'), nameIn(value, 'aiApi')],
  imageOf: ({ consumerId, aiApiId }, rows) =>
    accessGrantImage(rows.get(consumerKind, consumerId), rows.get(aiApiKind, aiApiId)),
  spell: (value, names) => ({
    consumer: names.nameOf('CONSUMER', nameIn(value, 'consumer')),
    aiApi: names.nameOf('AI_API', nameIn(value, 'aiApi')),
  }),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    if (value === null) return null;
    return Object.assign(draft.newRow(), {
      consumerId: draft.idOf('', 'CONSUMER', value.consumer),
      aiApiId: draft.idOf('', 'AI_API', value.aiApi),
    });
  },
  touchEntries: (change, grants) => {
    for (const { consumerId } of grants) change.touch('consumer', consumerId);
  },
};
