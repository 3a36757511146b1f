import type { Image } from '../../change/change-in-progress';
import { sortedLabels } from '../labels/label-rules';
import type { ProviderEntity } from './provider-entity';

export function providerImage({ name, displayName, labels, template, profileOverrides }: ProviderEntity): Image {
  const value = { name, displayName, labels: sortedLabels(labels), template, profile: profileOverrides };
  return { kind: 'PROVIDER', path: [name], value, references: {} };
}
