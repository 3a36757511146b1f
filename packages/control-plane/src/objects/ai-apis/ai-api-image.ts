import type { EntityManager } from 'typeorm';
import type { Image } from '../../change/change-in-progress';
import { rowsById } from '../../kernel/database/rows-by-id';
import { EndpointEntity } from '../endpoints/endpoint-entity';
import { sortedLabels } from '../labels/label-rules';
import { ModelEntity } from '../models/model-entity';
import { ProviderEntity } from '../providers/provider-entity';
import type { AiApiEntity } from './ai-api-entity';

/** The names of the objects that AI APIs refer to. */
interface ReferredNames {
  provider(id: string): string;
  endpoint(id: string): string;
  model(id: string): string;
}

export function aiApiImage(aiApi: AiApiEntity, names: ReferredNames): Image {
  const { providerIds, modelAliases, defaultProductionEndpointId, defaultSandboxEndpointId } = aiApi;
  const endpointName = (id: string | null) => (id === null ? null : names.endpoint(id));
  return {
    kind: 'AI_API',
    path: [aiApi.name],
    value: {
      name: aiApi.name,
      displayName: aiApi.displayName,
      labels: sortedLabels(aiApi.labels),
      basePath: aiApi.basePath,
      enabled: aiApi.enabled,
      providers: providerIds.map((id) => names.provider(id)),
      modelAliases: modelAliases.map(({ name, providerId, modelId }) => {
        return { name, provider: names.provider(providerId), model: names.model(modelId) };
      }),
      defaultProductionEndpoint: endpointName(defaultProductionEndpointId),
      defaultSandboxEndpoint: endpointName(defaultSandboxEndpointId),
      unroutedOperations: aiApi.unroutedOperations,
      requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
      totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
      streamHoldBackSeconds: aiApi.streamHoldBackSeconds,
      streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
      streamMaxDurationSeconds: aiApi.streamMaxDurationSeconds,
    },
    references: {
      providers: providerIds,
      modelAliases: modelAliases.map(({ providerId, modelId }) => ({ provider: providerId, model: modelId })),
      defaultProductionEndpoint: defaultProductionEndpointId,
      defaultSandboxEndpoint: defaultSandboxEndpointId,
    },
  };
}

/** The images of AI APIs, or of one before and after a change: three statements, however many there are. */
export async function aiApiImages(manager: EntityManager, aiApis: readonly AiApiEntity[]): Promise<Image[]> {
  const aliases = aiApis.flatMap(({ modelAliases }) => modelAliases);
  const defaults = aiApis.flatMap((aiApi) => [aiApi.defaultProductionEndpointId, aiApi.defaultSandboxEndpointId]);
  const providers = await rowsById(
    manager,
    ProviderEntity,
    aiApis.flatMap(({ providerIds }) => providerIds),
  );
  const endpoints = await rowsById(
    manager,
    EndpointEntity,
    defaults.filter((id) => id !== null),
  );
  const models = await rowsById(
    manager,
    ModelEntity,
    aliases.map(({ modelId }) => modelId),
  );
  const names: ReferredNames = {
    provider: (id) => nameIn(providers, id),
    endpoint: (id) => nameIn(endpoints, id),
    model: (id) => nameIn(models, id),
  };
  return aiApis.map((aiApi) => aiApiImage(aiApi, names));
}

/** Foreign keys guarantee that the object exists. */
function nameIn(rows: ReadonlyMap<string, { readonly name: string }>, id: string): string {
  const row = rows.get(id);
  if (row === undefined) throw new Error(`an AI API refers to ${id}, which does not exist`);
  return row.name;
}
