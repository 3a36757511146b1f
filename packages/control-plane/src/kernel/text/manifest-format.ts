import { registerEnumType } from 'type-graphql';

export const ManifestFormat = { YAML: 'YAML', JSON: 'JSON' } as const;
export type ManifestFormat = keyof typeof ManifestFormat;
registerEnumType(ManifestFormat, {
  name: 'ManifestFormat',
  description: 'The format of a manifest.',
  valuesConfig: { YAML: { description: 'As YAML.' }, JSON: { description: 'As JSON.' } },
});
