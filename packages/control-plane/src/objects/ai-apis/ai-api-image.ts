import type { Image } from '../../change/change-in-progress';
import type { AiApiEntity } from './ai-api-entity';

/** The names of the objects that an AI API refers to. */
interface AiApiNames {
  readonly provider: string;
  readonly defaultProductionEndpoint: string | null;
  readonly defaultSandboxEndpoint: string | null;
}

export function aiApiImage(aiApi: AiApiEntity, names: AiApiNames): Image {
  return {
    kind: 'AI_API',
    path: [aiApi.name],
    value: {
      name: aiApi.name,
      displayName: aiApi.displayName,
      basePath: aiApi.basePath,
      enabled: aiApi.enabled,
      ...names,
      unroutedOperations: aiApi.unroutedOperations,
      requestTimeoutSeconds: aiApi.requestTimeoutSeconds,
      totalTimeoutSeconds: aiApi.totalTimeoutSeconds,
      streamHoldBackSeconds: aiApi.streamHoldBackSeconds,
      streamIdleTimeoutSeconds: aiApi.streamIdleTimeoutSeconds,
      streamMaxDurationSeconds: aiApi.streamMaxDurationSeconds,
    },
    references: {
      provider: aiApi.providerId,
      defaultProductionEndpoint: aiApi.defaultProductionEndpointId,
      defaultSandboxEndpoint: aiApi.defaultSandboxEndpointId,
    },
  };
}
