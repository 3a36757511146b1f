import { z } from 'zod';
import { modelNameSchema, nameSchema, orDefault } from '../../kernel/rules/members';
import { nameKey } from '../../kernel/text/name-key';
import { endpointKind } from '../endpoints/endpoint-kind';
import { nameIn } from '../kind/image-members';
import type { Kind, PlannedRows, PlannedRowsByKind } from '../kind/kind';
import { keepLabels } from '../labels/keep-labels';
import { labelsSchema } from '../labels/label-rules';
import { COMMON_DEFAULTS, type Members, withoutDefaults } from '../kind/manifest-list';
import { modelKind } from '../models/model-kind';
import { providerKind } from '../providers/provider-kind';
import { AiApiEntity } from './ai-api-entity';
import { aiApiImage } from './ai-api-image';
import { aiApiOfPlan } from './ai-api-of-plan';
import { aiApiDefaults, aiApiMembers, modelAliasesSchema, overlappingPairs, providersSchema } from './ai-api-rules';
import { loadAiApis, writeAiApis } from './ai-api-store';
import { unfitProfile } from './listed-providers';

/** In a manifest the provider defaults to the AI API's first; an image always names it. */
const aliasSchema = z.strictObject({ name: modelNameSchema, provider: nameSchema.nullish(), model: modelNameSchema });

/** The objects that an AI API refers to, by name. */
const references = {
  providers: providersSchema(nameSchema, nameKey),
  modelAliases: orDefault(modelAliasesSchema(aliasSchema), []),
  defaultProductionEndpoint: nameSchema.nullable().default(null),
  defaultSandboxEndpoint: nameSchema.nullable().default(null),
};
const referencesSchema = z.object(references);
const shape = { ...aiApiMembers, labels: labelsSchema.optional(), ...references };
const imageRules = z.strictObject(shape);

const ITEM_MEMBERS = [
  'name',
  'displayName',
  'labels',
  'basePath',
  'providers',
  'modelAliases',
  'defaultProductionEndpoint',
  'defaultSandboxEndpoint',
  'enabled',
  ...Object.keys(aiApiDefaults),
];
const ITEM_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...aiApiDefaults,
  labels: {},
  modelAliases: [],
  defaultProductionEndpoint: null,
  defaultSandboxEndpoint: null,
};

export const aiApiKind: Kind<AiApiEntity, 'AI_API'> = {
  objectKinds: ['AI_API'],
  label: 'AI API',
  entity: AiApiEntity,
  owners: [],
  isRolledBack: true,
  isCaseSensitive: false,
  refusesDeletionInUse: false,
  manifest: {
    name: 'aiApis',
    unique: 'NAME',
    schema: (lists) => z.strictObject({ ...shape, ...lists }),
    imageValueOf: (aiApi: Members) => {
      const { providers, modelAliases } = referencesSchema.parse(aiApi);
      return {
        ...aiApi,
        displayName: aiApi['displayName'] ?? aiApi['name'],
        modelAliases: modelAliases.map(({ name, provider, model }) => {
          return { name, provider: provider ?? providers[0], model };
        }),
      };
    },
    itemOf: (value) => {
      const { providers, modelAliases } = referencesSchema.parse(value);
      const written = modelAliases.map((alias) =>
        withoutDefaults(alias, ['name', 'provider', 'model'], { provider: providers[0] }),
      );
      return withoutDefaults({ ...value, modelAliases: written }, ITEM_MEMBERS, ITEM_DEFAULTS);
    },
  },

  pathOf: (value) => [nameIn(value, 'name')],
  imageOf: (aiApi, rows) =>
    aiApiImage(aiApi, {
      provider: (id) => rows.get(providerKind, id).name,
      endpoint: (id) => rows.get(endpointKind, id).name,
      model: (id) => rows.get(modelKind, id).name,
    }),
  rowOf: (draft) => {
    const value = draft.check(imageRules);
    return value && aiApiOfPlan(draft, value);
  },
  spell: (value, names) => {
    const { providers, modelAliases, ...defaults } = referencesSchema.parse(value);
    const provider = (name: string) => names.nameOf('PROVIDER', name);
    const endpoint = (name: string | null) =>
      name === null ? null : names.nameOf('ENDPOINT', providers[0] ?? '', name);
    return {
      ...value,
      providers: providers.map(provider),
      // The models keep their spelling: their names are case-sensitive.
      modelAliases: modelAliases.map((alias) => ({ ...alias, provider: alias.provider && provider(alias.provider) })),
      defaultProductionEndpoint: endpoint(defaults.defaultProductionEndpoint),
      defaultSandboxEndpoint: endpoint(defaults.defaultSandboxEndpoint),
    };
  },
  completed: keepLabels,
  readAll: (manager) => loadAiApis(manager),
  write: writeAiApis,
  checkTogether: (planned, all) => {
    refuseOverlaps(planned);
    refuseUnfitProfiles(planned, all);
  },
  touchEntries: (change, aiApis) => {
    for (const { id } of aiApis) change.touch('ai-api', id);
  },
};

function refuseOverlaps(planned: PlannedRows<AiApiEntity>): void {
  for (const [one, other] of overlappingPairs([...planned.after.values()])) {
    // No two present rows overlap, so the plan creates or updates at least one of the pair.
    const [row, holder] = planned.isPlanned(other) ? [other, one] : [one, other];
    const message = `overlaps with ${holder.basePath}, the base path of ${JSON.stringify(holder.name)}`;
    planned.refuse(row, { path: 'basePath', message, reason: 'TAKEN' });
  }
}

/** Refuses a provider whose profile no longer fits the others beside it in an AI API that stays as it is. */
function refuseUnfitProfiles(planned: PlannedRows<AiApiEntity>, all: PlannedRowsByKind): void {
  const providers = all.of(providerKind);
  const updated = new Set(providers.updated.map(({ id }) => id));
  if (updated.size === 0) return;
  for (const aiApi of planned.after.values()) {
    if (aiApi.providerIds.length < 2 || planned.isPlanned(aiApi)) continue;
    const listed = aiApi.providerIds.flatMap((id) => providers.after.get(id) ?? []);
    const changed = listed.find(({ id }) => updated.has(id));
    const problem = changed === undefined ? null : unfitProfile(aiApi.name, listed);
    if (changed !== undefined && problem !== null) providers.refuse(changed, problem);
  }
}
