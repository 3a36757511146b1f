import {
  buildSchema,
  createSourceEventStream,
  execute,
  type GraphQLInputType,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  getNamedType,
  parse,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchemaSync, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { until } from '@switchyard/runtime';
import {
  ADMIN_TOKEN,
  type Answer,
  type AnsweredError,
  answerSchema,
  ControlPlaneUnderTest,
} from '../../testing/control-plane-under-test.suite';
import { LiveClient } from '../../testing/live-client.suite';
import { allows, Role } from '../../kernel/caller/role';
import { Requires } from '../../kernel/graphql/requires';
import { authorizeSchema } from './authorize-schema';
import { requiredRoles } from './required-roles';

const schema = buildSchema(readFileSync(join(__dirname, '..', '..', '..', 'schema.graphql'), 'utf8'));

/** The role in the committed schema's directives. */
function saidRole(
  directives: readonly { name: { value: string }; arguments?: readonly unknown[] }[] = [],
): Role | null {
  const authorized = directives.find(({ name }) => name.value === 'authorized');
  return (/"value":"(VIEWER|EDITOR|ADMIN)"/.exec(JSON.stringify(authorized?.arguments))?.[1] as Role) ?? null;
}

const operations = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.values(type!.getFields()).map((field) => ({
    kind: type!.name.toLowerCase(),
    field,
    role: saidRole(field.astNode?.directives),
  })),
);

/** Any value of a type: roles are checked before values. */
function someValue(type: GraphQLInputType): string {
  if (isNonNullType(type)) return someValue(type.ofType);
  if (isListType(type)) return '[]';
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      ({ type: member, defaultValue }) => isNonNullType(member) && defaultValue === undefined,
    );
    const given = type.isOneOf ? Object.values(type.getFields()).slice(0, 1) : needed;
    return `{ ${given.map(({ name, type: member }) => `${name}: ${someValue(member)}`).join(', ')} }`;
  }
  const literals: Record<string, string> = {
    Int: '1',
    Boolean: 'true',
    JSONObject: '{}',
    DateTime: '"2020-01-01T00:00:00.000Z"',
  };
  return literals[type.name] ?? '"none"';
}

type Operation = (typeof operations)[number];

function documentOf({ kind, field }: Operation): string {
  const needed = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const args = needed.map(({ name, type }) => `${name}: ${someValue(type)}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${kind} { ${field.name}${args === '' ? '' : `(${args})`}${selection} }`;
}

describe('over HTTP and WebSocket, for each role', () => {
  let underTest: ControlPlaneUnderTest;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    underTest = await ControlPlaneUnderTest.start();
    for (const role of Object.values(Role)) tokens.set(role, await underTest.accessToken(role));
  });
  afterAll(() => underTest.stop());

  const ask = (operation: Operation, role: Role) => underTest.ask(documentOf(operation), {}, tokens.get(role));
  /** The first result of a subscription; an empty result if it waits for events. */
  const follow = async (operation: Operation, role: Role): Promise<Answer> => {
    const client = new LiveClient(underTest.url, tokens.get(role));
    const subscriber = client.subscribe(documentOf(operation));
    // Answers on one connection arrive in order, and a query is refused at once.
    await client.subscribe('{ viewer { id } }').error();
    const [result = { errors: subscriber.refusal ?? undefined }] = subscriber.results;
    await client.end();
    await until(() => underTest.liveCounts.connections === 0, 'the connection has ended');
    return answerSchema.parse(result);
  };

  const table = Object.values(Role).flatMap((role) => operations.map((operation) => ({ role, operation })));

  it.each(table.map(({ role, operation }) => [role, `${operation.kind}.${operation.field.name}`, operation] as const))(
    'gives %s the access that the schema states for %s',
    async (role, _name, operation) => {
      const { data, errors = [] } = await (operation.kind === 'subscription' ? follow : ask)(operation, role);
      expect(errors.filter(({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED')).toEqual([]);
      const refusals = errors.filter(({ extensions }: AnsweredError) => extensions.code === 'FORBIDDEN');
      // It has ended the token that it was called with.
      if (operation.field.name === 'revokeOwnToken')
        tokens.set(role, await underTest.accessToken(role, `next-${role.toLowerCase()}`));
      const needed = operation.role;
      if (needed !== null && allows(role, needed)) return expect(refusals).toEqual([]);
      expect(data).toEqual({ [operation.field.name]: null });
      expect(refusals).toMatchObject([{ path: [operation.field.name], extensions: { requiredRole: needed } }]);
    },
  );

  it('still resolves the other fields if one is refused', async () => {
    const document = '{ viewer { role } accessTokens { totalCount } }';
    expect((await underTest.ask(document, {}, tokens.get('EDITOR'))).data).toEqual({
      viewer: { role: 'EDITOR' },
      accessTokens: null,
    });
  });

  it('does not expose an access token through an interface that every role may read', async () => {
    const { id } = await underTest.get<{ id: string }>('{ accessToken(name: "viewer") { id } }');
    for (const fields of ['id', '... on AccessToken { name }', '... on ConfigurationObject { version }']) {
      const { data, errors } = await underTest.ask(
        `query($id: ID!) { node(id: $id) { ${fields} } }`,
        { id },
        tokens.get('EDITOR'),
      );
      expect(data).toEqual({ node: null });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', requiredRole: 'ADMIN' } }]);
    }
  });

  it('gives the administrator token every role', async () => {
    expect((await underTest.ask('{ auditEvents { totalCount } }', {}, ADMIN_TOKEN)).errors).toBeUndefined();
  });
});

it('requires a role for each operation, at least EDITOR for each mutation but that of one’s own token, and ADMIN for tokens and audit', () => {
  expect(operations.filter(({ role }) => role === null)).toEqual([]);
  const mutations = operations.filter(({ kind }) => kind === 'mutation');
  const belowEditor = mutations.filter(({ role }) => !allows(role!, 'EDITOR'));
  // It ends only what the caller has.
  expect(belowEditor.map(({ field }) => field.name)).toEqual(['revokeOwnToken']);
  const guarded = operations.filter(({ field }) => /AccessToken|AuditEvent/.test(String(field.type)));
  expect(guarded.length).toBeGreaterThanOrEqual(5);
  expect(guarded.filter(({ role }) => role !== 'ADMIN')).toEqual([]);
});

/** A schema whose fields and types declare the given roles; keys are places such as `Query.a` or `Secret`. */
function withRoles(text: string, roles: Record<string, string>) {
  const built = buildSchema(`${text} enum Role { VIEWER EDITOR ADMIN }`);
  for (const [place, role] of Object.entries(roles)) {
    const [typeName, fieldName] = place.split('.');
    const type = built.getType(typeName!) as GraphQLObjectType;
    const declaring = fieldName === undefined ? type : type.getFields()[fieldName]!;
    declaring.extensions = { role };
  }
  return built;
}

it('refuses a subscription for lack of a role before it starts', async () => {
  const guarded = withRoles('type Query { a: Int } type Subscription { b: Int }', {
    'Query.a': 'VIEWER',
    'Subscription.b': 'EDITOR',
  });
  const { b } = guarded.getSubscriptionType()!.getFields();
  const begun: string[] = [];
  b!.subscribe = async function* (_source, _args, { caller }: { caller: { role: Role } }) {
    begun.push(caller.role);
    yield { b: 1 };
  };
  const document = parse('subscription { b }');
  for (const role of Object.values(Role)) {
    const contextValue = { caller: { role } };
    const result = await createSourceEventStream({ schema: authorizeSchema(guarded), document, contextValue });
    if ('next' in result) await (result as AsyncGenerator).next();
    else expect(result).toMatchObject({ errors: [{ originalError: { code: 'FORBIDDEN' } }] });
  }
  expect(begun).toEqual(['EDITOR', 'ADMIN']);
});

it('repeats each role in the description, for tools that do not see directives', () => {
  for (const { field, role } of operations) {
    expect(field.description).toMatch(new RegExp(`Role: ${role}\\.$`));
    expect(field.description!.match(/Role: /g)).toHaveLength(1);
  }
});

it('derives the sentence in the description and the check from the decorator', async () => {
  @Requires('ADMIN')
  @ObjectType()
  class RoleTestSecret {
    @Field(() => String)
    text: string;
  }
  @Resolver()
  class RoleTestResolver {
    @Requires('VIEWER')
    @Query(() => RoleTestSecret, { nullable: true, description: 'The secret.' })
    roleTestSecret(): RoleTestSecret {
      return { text: 'hidden' };
    }

    @Requires('EDITOR')
    @Mutation(() => Role, { nullable: true })
    roleTestChange(): Role {
      return 'EDITOR';
    }
  }
  const built = authorizeSchema(buildSchemaSync({ resolvers: [RoleTestResolver], validate: false }));
  expect(built.getQueryType()!.getFields()['roleTestSecret']!.description).toBe('The secret. Role: VIEWER.');
  expect(built.getMutationType()!.getFields()['roleTestChange']!.description).toBe('Role: EDITOR.');
  const read = (document: string, role: Role) =>
    execute({ schema: built, document: parse(document), contextValue: { caller: { role } } });
  const forbidden = (requiredRole: Role) => [{ originalError: { code: 'FORBIDDEN', details: { requiredRole } } }];
  expect(await read('{ roleTestSecret { text } }', 'EDITOR')).toMatchObject({ errors: forbidden('ADMIN') });
  expect(await read('{ roleTestSecret { text } }', 'ADMIN')).toEqual({ data: { roleTestSecret: { text: 'hidden' } } });
  expect(await read('mutation { roleTestChange }', 'VIEWER')).toMatchObject({ errors: forbidden('EDITOR') });
  expect(await read('mutation { roleTestChange }', 'EDITOR')).toEqual({ data: { roleTestChange: 'EDITOR' } });
});

it('refuses a schema with a root field without a role', () => {
  expect(() => authorizeSchema(withRoles('type Query { "Role: VIEWER." new: Int }', {}))).toThrow(
    "Query.new declares no role: add one of @Requires('VIEWER'), @Requires('EDITOR'), @Requires('ADMIN')",
  );
  const subscription = withRoles('type Query { a: Int } type Subscription { b: Int }', { 'Query.a': 'VIEWER' });
  expect(() => authorizeSchema(subscription)).toThrow(/^Subscription\.b declares no role/);
  const unknown = withRoles('type Query { new: Int }', { 'Query.new': 'OWNER' });
  expect(() => authorizeSchema(unknown)).toThrow(/^Query\.new declares no role/);
});

it('refuses a role on a field where it would not be checked', () => {
  const schema = withRoles('type Query { a: Part } type Part { b: Int }', { 'Query.a': 'VIEWER', 'Part.b': 'ADMIN' });
  expect(() => authorizeSchema(schema)).toThrow(/^Part\.b declares a role: only root fields and whole types can/);
});

it('gives a type the lowest role that leads to it, unless it declares one', () => {
  const built = withRoles(
    `type Query { node: Node secrets: Secrets shared: Shared }
    type Mutation { make: MakePayload }
    interface Node { id: ID } type Open implements Node { id: ID shared: Shared } type Secret implements Node { id: ID }
    type Secrets { nodes: [Secret] } type Shared { id: ID } type MakePayload { open: Open } type Unnamed { id: ID }`,
    {
      'Query.node': 'VIEWER',
      'Query.secrets': 'ADMIN',
      'Query.shared': 'ADMIN',
      'Mutation.make': 'EDITOR',
      Secret: 'ADMIN',
    },
  );
  expect(Object.fromEntries(requiredRoles(built).ofType)).toEqual({
    Node: 'VIEWER',
    Open: 'VIEWER',
    Shared: 'VIEWER',
    Secret: 'ADMIN',
    Secrets: 'ADMIN',
    MakePayload: 'EDITOR',
    Unnamed: 'VIEWER',
  });
});
