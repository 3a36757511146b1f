import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient, type FormattedExecutionResult } from 'graphql-ws';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { until } from '@switchyard/runtime';
import { FullStack } from './harness/full-stack';
import type { GraphqlClient } from './harness/graphql';
import { codeBlocks } from './harness/markdown-blocks';
import { withModuleFile } from './harness/module-file';
import { Program } from './harness/program';

const VIEWER = '{ viewer { role } }';
const CREATE = 'mutation($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { name } } }';
const FOLLOW = 'subscription { revisionPublished(after: 0) { number } }';

let stack: FullStack;
let url: string;
let graphql: GraphqlClient;
beforeAll(async () => {
  stack = await FullStack.start();
  ({ graphql } = await stack.startControlPlane());
  url = graphql.url;
  // A subscription from 0 begins with it.
  await graphql.ask(CREATE, { input: { name: 'first' } });
});
afterAll(() => stack.stop());

const socketClient = (connectionParams: Record<string, unknown>) =>
  createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams });
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** What an error link sees, each as its code with the paths of its fields. */
function apollo(token: string, ...links: ApolloLink[]) {
  const seen: string[] = [];
  const errorLink = new ErrorLink(({ error }) => {
    if (!CombinedGraphQLErrors.is(error)) return void seen.push(`not a GraphQL error: ${error.name}`);
    for (const { extensions } of error.errors) {
      const fields = (extensions?.['fields'] ?? []) as { path: string }[];
      seen.push([extensions?.['code'], ...fields.map(({ path }) => path)].join(' '));
    }
  });
  const http = new HttpLink({ uri: url, headers: bearer(token) });
  const client = new ApolloClient({ link: ApolloLink.from([errorLink, ...links, http]), cache: new InMemoryCache() });
  return { client, seen };
}

const PAGE = join(__dirname, '../../../docs/ui-teams.md');

describe('docs/ui-teams.md', () => {
  const blocks = codeBlocks(PAGE);
  const codeIn = (language: string) => blocks.filter((block) => block.language === language).map(({ code }) => code);

  it('shows the configuration of codegen that the generated client is made with', () => {
    const tested = readFileSync(join(__dirname, '../codegen.yml'), 'utf8')
      .replace(/^#.*\n/, '')
      .replace('../control-plane/schema.graphql', 'schema.graphql')
      .replace('../../examples/*.graphql', 'src/**/*.graphql')
      .replace('src/typed-client/', 'src/');
    expect(codeIn('yaml')).toEqual([tested]);
  });

  it('shows a program that works: its cache, its forms, its preview and its subscription', async () => {
    await createShop(graphql);
    const code = codeIn('js').join('\n').replaceAll('http://127.0.0.1:4000/graphql', url);
    await withModuleFile(code, async (file) => {
      const program = new Program(file, { SWITCHYARD_TOKEN: stack.adminToken });
      try {
        let changes = 0;
        // It hears only of changes made after it subscribes, and does not say when it has.
        await until(
          async () => {
            if (!program.isRunning) throw new Error(`it ended:\n${program.output}`);
            if (!program.output.includes('CREATE')) return null;
            changes += 1;
            await graphql.ask(CREATE, { input: { name: `seen-${changes}` } });
            return program.output.includes('changed by createConsumer') ? true : null;
          },
          'the program of the page has done all that it shows',
          { everyMs: 100 },
        );
        const [shown = ''] = codeIn('text');
        // The first consumer is there before the three of the page.
        expect(program.output).toContain(`listed 4 of 4\n${shown}CREATE 50\n`);
      } finally {
        await program.stop();
      }
    });
  });
});

/** The AI API `support-chat` with two models to choose from. */
async function createShop(client: GraphqlClient): Promise<void> {
  const create = async (noun: string, type: string, input: object) => {
    const query = `mutation($input: Create${type}Input!) { create${type}(input: $input) { ${noun} { id } } }`;
    const made = await client.ask<Record<string, Record<string, { id: string }>>>(query, { input });
    return made[`create${type}`]![noun]!.id;
  };
  const models = [{ name: 'gpt-4o' }, { name: 'gpt-4o-mini' }, { name: 'o3' }];
  const providerId = await create('provider', 'Provider', { name: 'openai', template: 'OPENAI', models });
  const endpoint = { providerId, name: 'main', environment: 'PRODUCTION', url: 'https://api.openai.com/v1' };
  await create('endpoint', 'Endpoint', endpoint);
  await create('aiApi', 'AiApi', { name: 'support-chat', basePath: '/support/chat', providerIds: [providerId] });
}

describe('Apollo Client', () => {
  it('sees each refusal as a GraphQL error with its extensions, also one from before GraphQL', async () => {
    const stranger = apollo('of-nobody');
    await expect(stranger.client.query({ query: gql(VIEWER) })).rejects.toThrow('The token is unknown');
    expect(stranger.seen).toEqual(['UNAUTHENTICATED']);

    const { client, seen } = apollo(stack.adminToken);
    for (const input of [{ name: 'No Slug' }, { name: true }, { nmae: 'a' }]) {
      await expect(client.mutate({ mutation: gql(CREATE), variables: { input } })).rejects.toBeDefined();
    }
    const input = { name: 'x'.repeat(1024 * 1024) };
    await expect(client.mutate({ mutation: gql(CREATE), variables: { input } })).rejects.toThrow('too large');
    expect(seen).toEqual([
      'BAD_USER_INPUT name',
      'BAD_USER_INPUT name',
      'BAD_USER_INPUT name',
      'BAD_USER_INPUT nmae',
      'BAD_REQUEST',
    ]);
  });

  it('sees why what is sent in another way than a POST of one operation is refused', async () => {
    const http = new HttpLink({ uri: url, headers: bearer(stack.adminToken), useGETForQueries: true });
    const reading = new ApolloClient({ link: http, cache: new InMemoryCache() });
    expect((await reading.query({ query: gql(VIEWER) })).data).toMatchObject({ viewer: { role: 'ADMIN' } });
    for (const [body, message] of [
      [[{ query: VIEWER }], 'Send one operation per request: batches are not supported.'],
      [{ qeury: VIEWER }, 'The request has no `query`.'],
    ] as const) {
      const send = (given: string, init?: RequestInit) => fetch(given, { ...init, body: JSON.stringify(body) });
      const link = new HttpLink({ uri: url, headers: bearer(stack.adminToken), fetch: send as typeof fetch });
      const { error } = await new ApolloClient({ link, cache: new InMemoryCache() }).query({
        query: gql(VIEWER),
        errorPolicy: 'all',
      });
      expect(error?.message).toBe(message);
      expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([
        { extensions: { code: 'BAD_REQUEST', correlationId: expect.any(String) } },
      ]);
    }
  });

  it('offers no cursor that nothing takes: every list is read forwards alone', async () => {
    interface Field {
      name: string;
      args: { name: string }[];
      type: { name: string | null; ofType: { name: string | null } | null };
    }
    const { __schema } = await graphql.ask<{ __schema: { types: { name: string; fields: Field[] | null }[] } }>(
      '{ __schema { types { name fields { name args { name } type { name ofType { name } } } } } }',
    );
    const page = __schema.types.find(({ name }) => name === 'PageInfo')?.fields?.map(({ name }) => name);
    expect(page?.toSorted()).toEqual(['endCursor', 'hasNextPage', 'hasPreviousPage']);
    const lists = __schema.types
      .flatMap(({ fields }) => fields ?? [])
      .filter(({ type }) => (type.name ?? type.ofType?.name ?? '').endsWith('Connection'));
    expect(lists.length).toBeGreaterThan(10);
    const paging = ['first', 'after', 'last', 'before'];
    expect(lists.map(({ args }) => args.map(({ name }) => name).filter((name) => paging.includes(name)))).toEqual(
      lists.map(() => ['first', 'after']),
    );
  });

  it('with PersistedQueryLink sends the document instead, and works', async () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    for (const useGETForHashedQueries of [false, true]) {
      const { client, seen } = apollo(stack.adminToken, new PersistedQueryLink({ sha256, useGETForHashedQueries }));
      expect((await client.query({ query: gql(VIEWER) })).data).toMatchObject({ viewer: { role: 'ADMIN' } });
      expect(seen).toEqual([]);
    }
  });

  it('follows a subscription, with the parameter named like the header', async () => {
    const socket = socketClient(bearer(stack.adminToken));
    const client = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() });
    const numbers: unknown[] = [];
    const following = client.subscribe({ query: gql(FOLLOW) }).subscribe({ next: ({ data }) => numbers.push(data) });
    await until(() => numbers.length > 0, 'the first event has arrived');
    following.unsubscribe();
    await socket.dispose();
  });
});

describe('urql', () => {
  const urql = (token: string) => {
    const socket = socketClient(bearer(token));
    const forward = subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => {
          const next = ({ data = null, errors, extensions }: FormattedExecutionResult<Record<string, unknown>>) =>
            sink.next({ data, ...(errors && { errors }), ...(extensions && { extensions }) });
          return { unsubscribe: socket.subscribe({ query: query ?? '', variables }, { ...sink, next }) };
        },
      }),
    });
    const fetchOptions = { headers: bearer(token) };
    return {
      socket,
      client: new Client({ url, preferGetMethod: false, fetchOptions, exchanges: [fetchExchange, forward] }),
    };
  };

  it('sees each refusal as a GraphQL error with its extensions, also one from before GraphQL', async () => {
    const { error } = await urql('of-nobody').client.query(VIEWER, {}).toPromise();
    expect(error?.graphQLErrors.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
    const { error: misfit } = await urql(stack.adminToken).client.mutation(CREATE, { input: {} }).toPromise();
    expect(misfit?.graphQLErrors.map(({ extensions }) => extensions['fields'])).toMatchObject([
      [{ variable: 'input', path: 'name', reason: 'REQUIRED' }],
    ]);
  });

  it('queries, and follows a subscription', async () => {
    const { client, socket } = urql(stack.adminToken);
    expect((await client.query(VIEWER, {}).toPromise()).data).toMatchObject({ viewer: { role: 'ADMIN' } });
    const numbers: unknown[] = [];
    const following = client.subscription(FOLLOW, {}).subscribe(({ data }) => numbers.push(data));
    await until(() => numbers.length > 0, 'the first event has arrived');
    following.unsubscribe();
    await socket.dispose();
  });
});
