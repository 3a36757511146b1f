import type { ProviderEntity } from '../providers/provider-entity';
import type { Image } from '../../change/change-in-progress';
import type { EndpointEntity } from './endpoint-entity';

/** Of the credential only whether there is one: neither the seal nor the hint goes into the history. */
export function endpointImage(endpoint: EndpointEntity, provider: ProviderEntity): Image {
  const { name, displayName, environment, url, enabled, connectTimeoutSeconds } = endpoint;
  return {
    kind: 'ENDPOINT',
    path: [provider.name, name],
    value: {
      provider: provider.name,
      name,
      displayName,
      environment,
      url,
      enabled,
      connectTimeoutSeconds,
      credential: { isSet: endpoint.sealedCredential !== null },
    },
    references: { provider: provider.id },
  };
}
