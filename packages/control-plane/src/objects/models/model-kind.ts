import { MODELS_PER_PROVIDER_MAX } from '@switchyard/contract';
import { z } from 'zod';
import { orDefault, nameSchema } from '../../kernel/rules/members';
import { nameIn } from '../kind/image-members';
import type { Kind } from '../kind/kind';
import { COMMON_DEFAULTS, membersSchema, withoutDefaults } from '../kind/manifest-list';
import { refuseTooManyOfProvider } from '../providers/members-of-provider';
import { providerKind } from '../providers/provider-kind';
import { touchModel } from '../providers/touch-entries';
import { ModelEntity } from './model-entity';
import { modelImage } from './model-image';
import { modelMembers } from './model-rules';
import { priceInManifest } from './price-in-manifest';
import { writtenPricesSchema } from './price-rules';

const shape = { ...modelMembers, prices: orDefault(writtenPricesSchema, []) };
const itemSchema = z.strictObject(shape);
const imageRules = z.strictObject({ ...shape, provider: nameSchema });

export const modelKind: Kind<ModelEntity, 'MODEL'> = {
  objectKinds: ['MODEL'],
  label: 'model',
  entity: ModelEntity,
  owners: ['PROVIDER'],
  isRolledBack: true,
  isCaseSensitive: true,
  refusesDeletionInUse: true,
  manifest: {
    name: 'models',
    itemsMax: MODELS_PER_PROVIDER_MAX,
    unique: 'NAME',
    schema: () => itemSchema,
    imageValueOf: (model: z.output<typeof itemSchema>, { name: provider }) => {
      return { ...model, provider, displayName: model.displayName ?? model.name };
    },
    itemOf: (value) => {
      const prices = z.array(membersSchema).parse(value['prices']).map(priceInManifest);
      const members = ['name', 'displayName', 'enabled', 'prices'];
      return withoutDefaults({ ...value, prices }, members, { ...COMMON_DEFAULTS, prices: [] });
    },
  },

  pathOf: (value) => [nameIn(value, 'provider'), nameIn(value, 'name')],
  imageOf: (model, rows) => modelImage(model, rows.get(providerKind, model.providerId)),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    if (value === null) return null;
    const { provider, displayName, ...given } = value;
    return Object.assign(draft.newRow(), {
      ...given,
      displayName: displayName ?? given.name,
      providerId: draft.idOf('provider', 'PROVIDER', provider),
    });
  },
  checkTogether: (planned) => refuseTooManyOfProvider(planned, 'models', MODELS_PER_PROVIDER_MAX),
  touchEntries: (change, models, present, after) => {
    for (const { id } of models) touchModel(change, present.get(id), after.get(id));
  },
};
