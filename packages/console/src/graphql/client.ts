import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { consoleHeaders, fetchTicket } from '../session/session-requests';
import { noteSessionOver } from '../session/session-state';
import { isSessionOver } from './failure';
import { setLiveState } from './live-state';
import { possibleTypes } from './possible-types';

/** A refused session: connecting again would be refused for ever. */
const FORBIDDEN = 4403;
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 10_000;

let ticket = '';

const socket = createClient({
  // An error that is thrown here would be nobody's; without a ticket the server refuses, and the next try asks again.
  url: async () => {
    ticket = (await fetchTicket()) ?? '';
    return `${location.origin.replace(/^http/, 'ws')}/graphql`;
  },
  connectionParams: () => ({ ticket }),
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: (event) => ticket === '' || !(event instanceof CloseEvent) || event.code !== FORBIDDEN,
  retryWait: (retries) => {
    const longest = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** retries);
    return new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
  },
  keepAlive: 10_000,
  on: {
    connected: () => setLiveState('live'),
    closed: (event) => {
      setLiveState('lost');
      if (event instanceof CloseEvent && event.code === FORBIDDEN && ticket !== '') noteSessionOver();
    },
  },
});

/** Ends the connection for live changes, which begins again with a ticket of the present session. */
export function reconnect(): void {
  socket.terminate();
}

const overHttp = new HttpLink({
  uri: '/graphql',
  fetch: (uri, options) =>
    fetch(uri, { ...options, headers: { ...(options?.headers as Record<string, string>), ...consoleHeaders() } }),
});
const noteRefusals = new ErrorLink(({ error }) => {
  if (isSessionOver(error)) noteSessionOver();
});

/** Talks to the control plane that served the page, by the cookie of the session. */
export const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    noteRefusals.concat(overHttp),
  ),
  cache: new InMemoryCache({ possibleTypes: possibleTypes as unknown as Record<string, string[]> }),
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network' } },
});
