import type { YamlPlace } from './yaml-place';

/** What is read of a JSON Schema. */
export interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

export interface ManifestCompletion {
  readonly label: string;
  readonly type: 'property' | 'enum';
  /** What is typed for it. */
  readonly apply: string;
  readonly info?: string;
}

/** What can be typed at a place of a manifest: its names with what they mean, or the values that are allowed. */
export function manifestCompletions(schema: Schema, { path, key }: YamlPlace): ManifestCompletion[] {
  const objects = path.reduce((outer, name) => outer.flatMap((each) => memberOf(each, name)), objectsIn(schema));
  if (key !== null) return objects.flatMap((each) => memberOf(each, key, valuesIn)).map(value);
  const members = objects.flatMap(({ properties = {} }) => Object.entries(properties));
  return [...new Map(members)].map(([name, member]) => ({
    label: name,
    type: 'property',
    apply: objectsIn(member).length > 0 ? `${name}:` : `${name}: `,
    ...(member.description === undefined ? {} : { info: member.description }),
  }));
}

const value = (text: string): ManifestCompletion => ({ label: text, type: 'enum', apply: text });

function memberOf(object: Schema, name: string): Schema[];
function memberOf<T>(object: Schema, name: string, read: (member: Schema) => T[]): T[];
function memberOf(object: Schema, name: string, read: (member: Schema) => unknown[] = objectsIn): unknown[] {
  const { properties = {}, additionalProperties } = object;
  const member = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : null);
  return member === null ? [] : read(member);
}

/** A schema with its alternatives and the elements of its lists. */
function partsOf(schema: Schema): Schema[] {
  const { items, anyOf = [], oneOf = [] } = schema;
  return [schema, ...[...anyOf, ...oneOf, ...(items === undefined ? [] : [items])].flatMap(partsOf)];
}

function objectsIn(schema: Schema): Schema[] {
  return partsOf(schema).filter(
    ({ properties, additionalProperties }) => properties !== undefined || typeof additionalProperties === 'object',
  );
}

function valuesIn(schema: Schema): string[] {
  return partsOf(schema).flatMap(({ enum: allowed = [], type }) => [
    ...allowed.filter((each) => each !== null).map(String),
    ...([type].flat().includes('boolean') ? ['true', 'false'] : []),
  ]);
}
