import type { Environment } from '@switchyard/contract';
import { nameKey } from '../../kernel/text/name-key';
import { endpointKind } from '../endpoints/endpoint-kind';
import type { RowDraft } from '../kind/kind';
import { providerKind } from '../providers/provider-kind';
import type { Labels } from '../labels/label-rules';
import type { AiApiEntity } from './ai-api-entity';
import type { AliasedModel } from './aliased-model';
import { DEFAULTS_ARE_FIRST } from './default-endpoint';
import { unfitProviders, UNLISTED_PROVIDER } from './listed-providers';
import { idOfPart } from './provider-part';

/** The desired image of an AI API, after its rules. */
interface DesiredAiApi {
  readonly name: string;
  readonly displayName?: string | null | undefined;
  readonly labels?: Labels | undefined;
  readonly providers: readonly string[];
  readonly modelAliases: readonly {
    readonly name: string;
    readonly provider?: string | null | undefined;
    readonly model: string;
  }[];
  readonly defaultProductionEndpoint: string | null;
  readonly defaultSandboxEndpoint: string | null;
}

/** The row that a plan describes. `policyKind` and `policiesVersion` are set later, when the plan's policies are known. */
export function aiApiOfPlan(draft: RowDraft<AiApiEntity>, value: DesiredAiApi): AiApiEntity {
  const { old } = draft;
  const { providers, modelAliases, displayName, labels = {}, ...others } = value;
  const { defaultProductionEndpoint, defaultSandboxEndpoint, ...given } = others;
  const providerIds = listedIds(draft, providers);
  return Object.assign(draft.newRow(), {
    ...(old === undefined ? { policyKind: null, policiesVersion: draft.change.revision } : {}),
    ...given,
    displayName: displayName ?? given.name,
    labels,
    providerId: providerIds[0] ?? '',
    providerIds,
    modelAliases: aliasedModels(draft, modelAliases, providers, providerIds),
    defaultProductionEndpointId: defaultOf(draft, 'PRODUCTION', providers, defaultProductionEndpoint),
    defaultSandboxEndpointId: defaultOf(draft, 'SANDBOX', providers, defaultSandboxEndpoint),
  });
}

function listedIds(draft: RowDraft<AiApiEntity>, names: readonly string[]): string[] {
  const ids = names.map((name, index) => draft.idOf(`providers.${index}`, 'PROVIDER', name));
  const rows = draft.rows.of(providerKind);
  const listed = ids.flatMap((id) => rows.get(id) ?? []);
  // With one missing, the others would be numbered differently.
  if (listed.length < ids.length) return ids;
  for (const problem of unfitProviders('providers', listed)) draft.refuse(problem);
  return ids;
}

function aliasedModels(
  draft: RowDraft<AiApiEntity>,
  aliases: DesiredAiApi['modelAliases'],
  providers: readonly string[],
  providerIds: readonly string[],
): AliasedModel[] {
  // A list with an unknown provider is reported once, and not again for each alias of that provider.
  const isListComplete = !providerIds.includes('');
  return aliases.map(({ name, provider = null, model }, index) => {
    const path = `modelAliases.${index}`;
    const owner = provider ?? providers[0] ?? '';
    const unknown = { name, providerId: '', modelId: '' };
    const at = providers.findIndex((listed) => nameKey(listed) === nameKey(owner));
    if (at >= 0 && providerIds[at] === '') return unknown;
    const providerId = draft.idOf(`${path}.provider`, 'PROVIDER', owner);
    if (providerId === '') return unknown;
    if (isListComplete && !providerIds.includes(providerId)) {
      draft.refuse({ path: `${path}.provider`, message: UNLISTED_PROVIDER, reason: 'OTHER_PROVIDER' });
    }
    const part = { objectKind: 'MODEL', provider: owner, name: model } as const;
    return { name, providerId, modelId: idOfPart(draft, `${path}.model`, part, providers) };
  });
}

/** The default endpoint, which is one of the first provider. */
function defaultOf(
  draft: RowDraft<AiApiEntity>,
  environment: Environment,
  [firstProvider = '', ...others]: readonly string[],
  name: string | null,
): string | null {
  if (name === null) return null;
  const path = environment === 'PRODUCTION' ? 'defaultProductionEndpoint' : 'defaultSandboxEndpoint';
  // The list of providers says that the first one does not exist.
  if (draft.find('PROVIDER', firstProvider) === undefined) return '';
  const id = draft.find('ENDPOINT', firstProvider, name) ?? '';
  if (id === '') {
    const rule = others.length === 0 ? '' : `: ${DEFAULTS_ARE_FIRST}`;
    const message = `${JSON.stringify(firstProvider)} has no endpoint ${JSON.stringify(name)}${rule}`;
    draft.refuse({ path, message, reason: 'NOT_FOUND' });
  }
  const endpoint = draft.rows.of(endpointKind).get(id);
  if (endpoint !== undefined && endpoint.environment !== environment) {
    const message = `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`;
    draft.refuse({ path, message, reason: 'OTHER_ENVIRONMENT' });
  }
  return id;
}
