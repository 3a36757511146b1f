import { registerEnumType } from 'type-graphql';

export const ManifestFormat = { YAML: 'YAML', JSON: 'JSON' } as const;
export type ManifestFormat = keyof typeof ManifestFormat;
registerEnumType(ManifestFormat, {
  name: 'ManifestFormat',
  description: 'How a manifest is written.',
  valuesConfig: { YAML: { description: 'As YAML.' }, JSON: { description: 'As JSON.' } },
});
