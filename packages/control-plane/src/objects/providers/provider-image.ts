import type { Image } from '../../change/change-in-progress';
import type { ProviderEntity } from './provider-entity';

export function providerImage({ name, displayName, template, profileOverrides }: ProviderEntity): Image {
  const value = { name, displayName, template, profile: profileOverrides };
  return { kind: 'PROVIDER', path: [name], value, references: {} };
}
