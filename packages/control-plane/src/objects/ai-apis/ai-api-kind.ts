import type { Environment } from '@switchyard/contract';
import { z } from 'zod';
import { nameSchema } from '../../kernel/rules/members';
import { endpointKind } from '../endpoints/endpoint-kind';
import { fixedMember } from '../kind/fixed-member';
import { nameIn } from '../kind/image-members';
import type { Kind, PlannedRows, RowDraft } from '../kind/kind';
import { COMMON_DEFAULTS, type Members, withoutDefaults } from '../kind/manifest-list';
import { providerKind } from '../providers/provider-kind';
import { AiApiEntity } from './ai-api-entity';
import { aiApiImage } from './ai-api-image';
import { aiApiDefaults, aiApiMembers, overlappingPairs } from './ai-api-rules';

/** The objects that an AI API refers to, by name. */
const references = {
  provider: nameSchema,
  defaultProductionEndpoint: nameSchema.nullable().default(null),
  defaultSandboxEndpoint: nameSchema.nullable().default(null),
};
const referencesSchema = z.object(references);
const shape = { ...aiApiMembers, ...references };
const imageRules = z.strictObject(shape);

const ITEM_MEMBERS = [
  'name',
  'displayName',
  'basePath',
  'provider',
  'defaultProductionEndpoint',
  'defaultSandboxEndpoint',
  'enabled',
  ...Object.keys(aiApiDefaults),
];

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
    imageValueOf: (aiApi: Members) => ({ ...aiApi, displayName: aiApi['displayName'] ?? aiApi['name'] }),
    itemOf: (value) => {
      const noDefaultEndpoints = { defaultProductionEndpoint: null, defaultSandboxEndpoint: null };
      return withoutDefaults(value, ITEM_MEMBERS, { ...COMMON_DEFAULTS, ...aiApiDefaults, ...noDefaultEndpoints });
    },
  },

  pathOf: (value) => [nameIn(value, 'name')],
  imageOf: (aiApi, rows) => {
    const endpointName = (id: string | null) => (id === null ? null : rows.get(endpointKind, id).name);
    return aiApiImage(aiApi, {
      provider: rows.get(providerKind, aiApi.providerId).name,
      defaultProductionEndpoint: endpointName(aiApi.defaultProductionEndpointId),
      defaultSandboxEndpoint: endpointName(aiApi.defaultSandboxEndpointId),
    });
  },
  rowOf,
  spell: (value, names) => {
    const { provider, defaultProductionEndpoint, defaultSandboxEndpoint } = referencesSchema.parse(value);
    const endpoint = (name: string | null) => (name === null ? null : names.nameOf('ENDPOINT', provider, name));
    return {
      ...value,
      provider: names.nameOf('PROVIDER', provider),
      defaultProductionEndpoint: endpoint(defaultProductionEndpoint),
      defaultSandboxEndpoint: endpoint(defaultSandboxEndpoint),
    };
  },
  checkTogether: refuseOverlaps,
  touchEntries: (change, aiApis) => {
    for (const { id } of aiApis) change.touch('ai-api', id);
  },
};

/** `policyKind` and `policiesVersion` are set later, when the plan's policies are known. */
function rowOf(draft: RowDraft<AiApiEntity>): AiApiEntity | null {
  const value = draft.check(imageRules);
  if (value === null) return null;
  const { old } = draft;
  const { provider, displayName, defaultProductionEndpoint, defaultSandboxEndpoint, ...given } = value;
  const providerId = draft.idOf('provider', 'PROVIDER', provider);
  if (old !== undefined && old.providerId !== providerId) draft.refuse(fixedMember('provider'));
  const defaultOf = (member: string, name: string | null, environment: Environment) => {
    if (name === null) return null;
    const id = draft.idOf(member, 'ENDPOINT', provider, name);
    const endpoint = draft.rows.of(endpointKind).get(id);
    if (endpoint !== undefined && endpoint.environment !== environment) {
      const message = `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`;
      draft.refuse({ path: member, message, reason: 'OTHER_ENVIRONMENT' });
    }
    return id;
  };
  return Object.assign(draft.newRow(), {
    ...(old === undefined ? { policyKind: null, policiesVersion: draft.change.revision } : {}),
    ...given,
    displayName: displayName ?? given.name,
    providerId,
    defaultProductionEndpointId: defaultOf('defaultProductionEndpoint', defaultProductionEndpoint, 'PRODUCTION'),
    defaultSandboxEndpointId: defaultOf('defaultSandboxEndpoint', defaultSandboxEndpoint, 'SANDBOX'),
  });
}

function refuseOverlaps(planned: PlannedRows<AiApiEntity>): void {
  for (const [one, other] of overlappingPairs([...planned.after.values()])) {
    // No two present rows overlap, so the plan creates or updates at least one of the pair.
    const [row, holder] = planned.isPlanned(other) ? [other, one] : [one, other];
    const message = `overlaps with ${holder.basePath}, the base path of ${JSON.stringify(holder.name)}`;
    planned.refuse(row, { path: 'basePath', message, reason: 'TAKEN' });
  }
}
