import { type Environment, forEachInSlices } from '@switchyard/contract';
import { configuredSide, resolveTarget } from '@switchyard/routing';
import type { LiveAiApi } from '../table/live-ai-api';
import type { RoutingTable } from '../table/routing-table';
import type { ServedProvider } from '../table/served-provider';
import type { ObjectLabels } from './series-book';

/** Objects by name, as far as somebody asked for them. */
interface FoundObjects {
  readonly aiApis: ReadonlyMap<string, LiveAiApi>;
  readonly providers: ReadonlyMap<string, ServedProvider>;
  readonly consumers: ReadonlySet<string>;
}

/**
 * Which of these configured objects the table does not have: they were deleted or renamed. Labels with an `environment` name a
 * target, which is gone as well if it is out of rotation there. Requests are served in between.
 *
 * @returns their places
 */
export async function goneObjects(
  table: Pick<RoutingTable, 'aiApis' | 'providers' | 'consumers' | 'provider'>,
  asked: readonly ObjectLabels[],
): Promise<readonly number[]> {
  const found = await findObjects(table, asked);
  const gone: number[] = [];
  await forEachInSlices(asked.entries(), ([place, labels]) => {
    const isThere = existsIn(found, labels) && (labels['environment'] === undefined || isTarget(table, found, labels));
    if (!isThere) gone.push(place);
  });
  return gone;
}

async function findObjects(
  table: Pick<RoutingTable, 'aiApis' | 'providers' | 'consumers'>,
  asked: readonly ObjectLabels[],
): Promise<FoundObjects> {
  const namesOf = (label: string) => new Set(asked.flatMap((labels) => labels[label] ?? []));
  const [aiApiNames, providerNames, consumerNames] = [namesOf('ai_api'), namesOf('provider'), namesOf('consumer')];
  const aiApis = new Map<string, LiveAiApi>();
  const providers = new Map<string, ServedProvider>();
  const consumers = new Set<string>();
  if (aiApiNames.size > 0) {
    await forEachInSlices(table.aiApis(), ([, aiApi]) => {
      if (aiApiNames.has(aiApi.entry.name)) aiApis.set(aiApi.entry.name, aiApi);
    });
  }
  if (providerNames.size > 0) {
    await forEachInSlices(table.providers(), ([, provider]) => {
      const { name } = provider.routable.entry;
      if (providerNames.has(name)) providers.set(name, provider);
    });
  }
  if (consumerNames.size > 0) {
    await forEachInSlices(table.consumers(), ([, { name }]) => {
      if (consumerNames.has(name)) consumers.add(name);
    });
  }
  return { aiApis, providers, consumers };
}

function existsIn({ aiApis, providers, consumers }: FoundObjects, labels: ObjectLabels): boolean {
  const { ai_api: aiApi, provider, endpoint, model, consumer } = labels;
  if (aiApi !== undefined && !aiApis.has(aiApi)) return false;
  if (consumer !== undefined && !consumers.has(consumer)) return false;
  if (provider === undefined) return true;
  const routable = providers.get(provider)?.routable;
  if (routable === undefined) return false;
  if (model !== undefined && !routable.modelsByName.has(model)) return false;
  return endpoint === undefined || routable.entry.endpoints.some(({ name }) => name === endpoint);
}

/** Whether requests to the AI API may go to the target: by a policy, or because its endpoint is the default one. */
function isTarget(table: Pick<RoutingTable, 'provider'>, { aiApis }: FoundObjects, labels: ObjectLabels): boolean {
  const { ai_api: aiApi = '', provider = '', endpoint = '', model } = labels;
  const environment = labels['environment'] as Environment;
  const compiled = aiApis.get(aiApi)?.compiled;
  if (compiled === undefined) return false;
  const { entry, policies } = compiled;
  const providers = entry.providerIds.flatMap((id) => table.provider(id)?.routable ?? []);
  const isByPolicy = policies.some((policy) =>
    configuredSide(policy, environment).some((configured) => {
      const target = resolveTarget(configured, environment, providers);
      return (
        target !== null &&
        target.outOfRotation === null &&
        target.model.name === model &&
        target.endpoint.name === endpoint &&
        target.provider.name === provider
      );
    }),
  );
  if (isByPolicy) return true;
  const [first] = providers;
  const defaultId = environment === 'PRODUCTION' ? entry.defaultProductionEndpointId : entry.defaultSandboxEndpointId;
  const byDefault = defaultId === null ? undefined : first?.endpoints.get(defaultId);
  if (first === undefined || byDefault === undefined) return false;
  if (first.entry.name !== provider || byDefault.name !== endpoint || byDefault.environment !== environment)
    return false;
  const isUsable = byDefault.enabled && !first.unusableEndpoints.has(byDefault.id);
  return isUsable && (model === undefined || first.modelsByName.get(model)?.enabled === true);
}
