import type { ProviderEntity } from '../providers/provider-entity';
import type { Image } from '../../change/change-in-progress';
import type { ImageValue } from '../../change/image-content';
import type { EndpointEntity } from './endpoint-entity';

/** Of the credential only whether it is set: the history contains neither the envelope nor the hint. */
export function endpointImage(endpoint: EndpointEntity, provider: ProviderEntity): Image {
  const { name, displayName, environment, url, enabled, connectTimeoutSeconds, caCertificate } = endpoint;
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
      caCertificate,
      credential: { isSet: endpoint.sealedCredential !== null },
    },
    references: { provider: provider.id },
  };
}

/** Whether the image of an endpoint says that it has a credential. */
export function hasCredential(endpoint: ImageValue): boolean {
  const credential: unknown = Reflect.get(endpoint, 'credential');
  return typeof credential === 'object' && credential !== null && Reflect.get(credential, 'isSet') === true;
}
