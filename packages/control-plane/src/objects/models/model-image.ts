import type { ProviderEntity } from '../providers/provider-entity';
import type { Image } from '../../change/change-in-progress';
import type { ModelEntity } from './model-entity';

export function modelImage({ name, displayName, enabled, prices }: ModelEntity, provider: ProviderEntity): Image {
  return {
    kind: 'MODEL',
    path: [provider.name, name],
    value: { provider: provider.name, name, displayName, enabled, prices },
    references: { provider: provider.id },
  };
}
