import { getNamedType, type GraphQLInputObjectType, type GraphQLSchema, isInputObjectType } from 'graphql';
import { z } from 'zod';
import type { ManifestList } from '../../objects/kind/manifest-list';
import { KINDS } from '../../objects/kinds';
import { explainIssue } from '../../kernel/rules/explain-issue';
import { manifestSchema } from './manifest-rules';
import { listedWithin, SECTIONS } from './manifest-tree';

/** A URN, because the schema is in each installation and not at one address. */
const ID = 'urn:switchyard:manifest';

const FITS_NO_PATTERN = '\u0000';

type Node = Record<string, unknown>;

/** The inputs of mutations whose members the items of a list have; they have the descriptions. */
const INPUTS: Readonly<Record<string, readonly string[]>> = {
  providers: ['CreateProviderInput'],
  models: ['ModelInput'],
  endpoints: ['CreateEndpointInput'],
  aiApis: ['CreateAiApiInput'],
  policies: ['AttachRoundRobinPolicyInput', 'AttachWeightedRoundRobinPolicyInput', 'AttachFailoverPolicyInput'],
  consumers: ['CreateConsumerInput'],
};

/** Members that no mutation has in this form, because a manifest names what mutations refer to by ids. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  access: 'The names of the AI APIs that the consumer may call; if omitted, its access is left unchanged.',
  aiApis: 'The AI APIs by name; if omitted, they are left unchanged.',
  consumers: 'The consumers by name; if omitted, they are left unchanged.',
  defaultProductionEndpoint: "The name of the first provider's endpoint for production requests without a policy.",
  defaultSandboxEndpoint: "The name of the first provider's endpoint for sandbox requests without a policy.",
  endpoint: "The name of the provider's endpoint.",
  endpoints: "The provider's endpoints by name; if omitted, they are left unchanged.",
  kind: 'How the policy chooses among its targets.',
  labels: 'Its labels, values by key, at most 32; if omitted, they are left unchanged.',
  model: "The provider's name for the model, in its own case.",
  models: "The provider's models by name; if omitted, they are left unchanged.",
  policies: "All of the AI API's policies; if omitted, they are left unchanged.",
  provider: "The provider's name; if omitted, the AI API's first provider.",
  providers: 'The providers by name; if omitted, they are left unchanged.',
};
const PROVIDERS_OF_AI_API =
  'The names of its providers, 1 to 16, all of one wire format. The first one says how consumers call the AI API.';

/**
 * The JSON Schema of a manifest, for editors and for validation offline. Where an object may have several forms, the schema
 * of one form applies by its `kind`, so that a wrong kind is one problem and not one for each member of each form.
 *
 * @param api whose inputs describe the members
 */
export function manifestJsonSchema(api: GraphQLSchema): Node {
  const { $schema, ...schema } = z.toJSONSchema(manifestSchema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => sayPattern(zodSchema, jsonSchema),
  }) as Node;
  const root = withForms(schema);
  for (const section of SECTIONS) describeList(root, section.manifest, api);
  return { $schema, $id: ID, description: 'A configuration of Switchyard, or a part of it, by name.', ...root };
}

/** Gives a text with a pattern the words with which its rule refuses what does not fit; editors show them, too. */
function sayPattern(rule: z.core.$ZodType, schema: Node): void {
  if (schema['pattern'] === undefined) return;
  const [issue] = z.safeParse(rule, FITS_NO_PATTERN, { reportInput: true }).error?.issues ?? [];
  if (issue !== undefined) schema['patternErrorMessage'] = explainIssue(issue).message;
}

function describeList(owner: Node, { name }: Pick<ManifestList, 'name'>, api: GraphQLSchema): void {
  const list = memberOf(owner, name);
  const items = list === null ? null : nodeOf(list['items']);
  if (list === null || items === null) return;
  list['description'] ??= DESCRIPTIONS[name];
  const inputs = (INPUTS[name] ?? []).flatMap((input) => {
    const type = api.getType(input);
    return isInputObjectType(type) ? [type] : [];
  });
  if (inputs.length === 0) return;
  describe(items, inputs);
  const providers = name === 'aiApis' ? memberOf(items, 'providers') : null;
  if (providers !== null) providers['description'] = PROVIDERS_OF_AI_API;
  const kind = KINDS.find(({ manifest }) => manifest.name === name);
  for (const listed of kind === undefined ? [] : listedWithin(kind)) describeList(items, listed.manifest, api);
}

/** Gives each member the description that a field of this name has in the inputs. */
function describe(node: Node, inputs: readonly GraphQLInputObjectType[]): void {
  for (const form of formsOf(node)) {
    for (const [name, member] of Object.entries(nodeOf(form['properties']) ?? {})) {
      const schema = nodeOf(member);
      if (schema === null) continue;
      const fields = inputs.flatMap((input) => input.getFields()[name] ?? []);
      const [field] = fields;
      schema['description'] ??= DESCRIPTIONS[name] ?? field?.description ?? undefined;
      const nested = fields.map(({ type }) => getNamedType(type)).filter(isInputObjectType);
      for (const each of [schema, nodeOf(schema['items'])]) if (each !== null) describe(each, nested);
    }
  }
}

/** The schemas that an object may have to fit. */
function formsOf(node: Node): Node[] {
  const nested = ['anyOf', 'allOf', 'then', 'items'].flatMap((keyword) => nodesOf(node[keyword]));
  return [node, ...nested.flatMap(formsOf)];
}

function memberOf(node: Node, name: string): Node | null {
  return nodeOf(nodeOf(node['properties'])?.[name]);
}

function nodeOf(value: unknown): Node | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : null;
}

function nodesOf(value: unknown): Node[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map(nodeOf).filter((node) => node !== null);
}

/** Rewrites alternatives: null as a type beside another, and forms that a constant member tells apart as conditions. */
function withForms(value: unknown): Node {
  const node = Object.fromEntries(Object.entries(nodeOf(value) ?? {}).map(([key, each]) => [key, rewritten(each)]));
  const { anyOf, oneOf, ...rest } = node;
  const options = nodesOf(anyOf ?? oneOf).flatMap((option) =>
    Object.keys(option).join() === 'anyOf' ? nodesOf(option['anyOf']) : [option],
  );
  if (options.length === 0) return node;
  const discriminator = discriminatorOf(options);
  if (discriminator !== null) return { ...rest, ...conditions(options, discriminator) };
  const others = options.filter(({ type }) => type !== 'null');
  const [only] = others;
  if (others.length === 1 && only !== undefined && typeof only['type'] === 'string' && others.length < options.length) {
    const { type, enum: values, ...schema } = only;
    const listed: unknown[] | null = Array.isArray(values) ? values : null;
    return { ...schema, ...rest, type: [type, 'null'], ...(listed === null ? {} : { enum: [...listed, null] }) };
  }
  return { ...rest, anyOf: options };
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  return nodeOf(value) === null ? value : withForms(value);
}

/** The member that has a different constant in each of the options. */
function discriminatorOf(options: readonly Node[]): string | null {
  const names = Object.keys(nodeOf(options[0]?.['properties']) ?? {});
  const isConstant = (name: string) => options.every((option) => memberOf(option, name)?.['const'] !== undefined);
  return names.find(isConstant) ?? null;
}

function conditions(options: readonly Node[], discriminator: string): Node {
  const valueOf = (option: Node) => memberOf(option, discriminator)?.['const'];
  return {
    type: 'object',
    required: [discriminator],
    properties: { [discriminator]: { type: 'string', enum: options.map(valueOf) } },
    allOf: options.map((option) => ({
      if: { required: [discriminator], properties: { [discriminator]: { const: valueOf(option) } } },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: option,
    })),
  };
}
