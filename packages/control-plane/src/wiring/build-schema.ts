import 'reflect-metadata';
import { GraphQLInputObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { buildSchemaSync, type ContainerType, type PubSub } from 'type-graphql';
import { authorizeSchema } from '../api/document/authorize-schema';
import { checkTexts } from '../api/document/check-texts';
import { typeOfKind } from '../kernel/graphql/node';
import { ObjectKind } from '../kernel/object-kind';
import { MODULES } from './modules';

/** type-graphql requires one for subscriptions; each of ours has its own source. */
const NO_PUB_SUB: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('a subscription has no source: give it `subscribe`');
  },
};

/**
 * @param container returns each resolver's instance; it is not called while the schema is built
 * @throws Error if a root field declares no role, or if an object kind has no type
 */
export function buildGraphqlSchema(container: ContainerType): GraphQLSchema {
  const [first, ...others] = MODULES.flatMap(({ resolvers = [] }) => resolvers.map(({ type }) => type));
  if (first === undefined) throw new Error('no module has a resolver');
  const schema = buildSchemaSync({
    resolvers: [first, ...others],
    orphanedTypes: MODULES.flatMap(({ orphanedTypes = [] }) => orphanedTypes),
    container,
    validate: false,
    // The check is an introspection query, which takes half of the CPU. Apollo Server validates the schema when it starts.
    skipCheck: true,
    pubSub: NO_PUB_SUB,
  });
  markOneOfInputs(schema);
  requireTypesOfKinds(schema);
  describeRoots(schema);
  checkTexts(schema);
  return authorizeSchema(schema);
}

function markOneOfInputs(schema: GraphQLSchema): void {
  for (const { name } of MODULES.flatMap(({ oneOfInputs = [] }) => oneOfInputs)) {
    const input = schema.getType(name);
    if (!(input instanceof GraphQLInputObjectType)) throw new Error(`the schema has no input ${name}`);
    input.isOneOf = true;
  }
}

/** Otherwise `node` would fail for such a kind. */
function requireTypesOfKinds(schema: GraphQLSchema): void {
  for (const kind of Object.values(ObjectKind)) {
    const name = typeOfKind(kind);
    if (!isObjectType(schema.getType(name))) throw new Error(`the object kind ${kind} has no type ${name}`);
  }
}

/** type-graphql has no option for the descriptions of the root types. */
function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  const subscription = schema.getSubscriptionType();
  if (query) query.description = 'Reads. A query never changes anything.';
  if (mutation) {
    mutation.description = 'Changes. Each field is a separate transaction, even if a request has several.';
  }
  if (subscription) {
    subscription.description = 'Events, from all control planes, whichever one the client is connected to.';
  }
}
