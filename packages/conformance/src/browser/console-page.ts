import { ApolloClient, gql, HttpLink, InMemoryCache, split } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { OperationTypeNode } from 'graphql';

/** What the test calls in the page. Results are JSON, because they leave the page. */
export interface ConsolePage {
  query(document: string, variables?: object): Promise<unknown>;
  mutate(document: string, variables?: object): Promise<unknown>;
  /** Reads a document from the page's cache, without a request. */
  cached(document: string, variables?: object): unknown;
  /** Starts a subscription; read its events with `events`. */
  subscribe(document: string, variables?: object): void;
  events(): readonly unknown[];
}

/** A page as a UI team would write it: Apollo Client with its usual links and a cache without any configuration. */
function openConsole(httpUrl: string, token: string): ConsolePage {
  const authorization = `Bearer ${token}`;
  const overSocket = new GraphQLWsLink(
    createClient({ url: httpUrl.replace(/^http/, 'ws'), connectionParams: { authorization } }),
  );
  const overHttp = new HttpLink({ uri: httpUrl, headers: { authorization } });
  const isSubscription = ({ query }: { query: Parameters<typeof getMainDefinition>[0] }) => {
    const definition = getMainDefinition(query);
    return 'operation' in definition && definition.operation === OperationTypeNode.SUBSCRIPTION;
  };
  const client = new ApolloClient({ link: split(isSubscription, overSocket, overHttp), cache: new InMemoryCache() });
  const received: unknown[] = [];
  return {
    query: async (document, variables = {}) => (await client.query({ query: gql(document), variables })).data,
    mutate: async (document, variables = {}) => (await client.mutate({ mutation: gql(document), variables })).data,
    cached: (document, variables = {}) => client.readQuery({ query: gql(document), variables }),
    subscribe: (document, variables = {}) => {
      client.subscribe({ query: gql(document), variables }).subscribe({
        next: ({ data, error }) => received.push(error === undefined ? data : { error: error.message }),
        error: (error: unknown) => received.push({ error: String(error) }),
      });
    },
    events: () => received,
  };
}

Reflect.set(globalThis, 'openConsole', openConsole);
