import type { Environment } from '@switchyard/contract';
import { nameKey } from '../../kernel/text/name-key';
import { endpointKind } from '../endpoints/endpoint-kind';
import type { RowDraft } from '../kind/kind';
import { providerKind } from '../providers/provider-kind';
import type { AiApiEntity } from './ai-api-entity';
import type { AliasedModel } from './aliased-model';
import { unfitProviders } from './listed-providers';

/** The desired image of an AI API, after its rules. */
interface DesiredAiApi {
  readonly name: string;
  readonly displayName?: string | null | undefined;
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
  const { providers, modelAliases, displayName, defaultProductionEndpoint, defaultSandboxEndpoint, ...given } = value;
  const [first = ''] = providers;
  const providerIds = listedIds(draft, providers);
  return Object.assign(draft.newRow(), {
    ...(old === undefined ? { policyKind: null, policiesVersion: draft.change.revision } : {}),
    ...given,
    displayName: displayName ?? given.name,
    providerId: providerIds[0] ?? '',
    providerIds,
    modelAliases: aliasedModels(draft, modelAliases, first, providerIds),
    defaultProductionEndpointId: defaultOf(draft, 'PRODUCTION', first, defaultProductionEndpoint),
    defaultSandboxEndpointId: defaultOf(draft, 'SANDBOX', first, defaultSandboxEndpoint),
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
  firstProvider: string,
  providerIds: readonly string[],
): AliasedModel[] {
  return aliases.map(({ name, provider, model }, index) => {
    const path = `modelAliases.${index}`;
    const owner = provider ?? firstProvider;
    const isFirst = nameKey(owner) === nameKey(firstProvider);
    // That the first provider does not exist is a problem of the list, reported once.
    if (isFirst && providerIds[0] === '') return { name, providerId: '', modelId: '' };
    const providerId = draft.idOf(`${path}.provider`, 'PROVIDER', owner);
    if (providerId !== '' && !providerIds.includes(providerId)) {
      const message = "must be one of the AI API's providers";
      draft.refuse({ path: `${path}.provider`, message, reason: 'OTHER_PROVIDER' });
    }
    const modelId = providerId === '' ? '' : draft.idOf(`${path}.model`, 'MODEL', owner, model);
    return { name, providerId, modelId };
  });
}

/** The default endpoint, which is one of the first provider. */
function defaultOf(
  draft: RowDraft<AiApiEntity>,
  environment: Environment,
  firstProvider: string,
  name: string | null,
): string | null {
  if (name === null) return null;
  const path = environment === 'PRODUCTION' ? 'defaultProductionEndpoint' : 'defaultSandboxEndpoint';
  const id = draft.idOf(path, 'ENDPOINT', firstProvider, name);
  const endpoint = draft.rows.of(endpointKind).get(id);
  if (endpoint !== undefined && endpoint.environment !== environment) {
    const message = `must be an endpoint for ${environment}, but this one is for ${endpoint.environment}`;
    draft.refuse({ path, message, reason: 'OTHER_ENVIRONMENT' });
  }
  return id;
}
