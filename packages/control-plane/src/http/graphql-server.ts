import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { causeOf, errorDescriber, requestCode } from '../errors/describe-error';
import { DomainError } from '../errors/domain-error';
import type { RequestContext } from '../graphql/request-context';

const drainTimeoutMs = 30_000;

export function createGraphqlServer(
  schema: GraphQLSchema,
  httpServer: Server,
  log: Logger,
): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema,
    formatError: errorDescriber(schema),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: drainTimeoutMs }),
      ApolloServerPluginLandingPageDisabled(),
      tellErrors(log),
    ],
  });
}

/** Puts the correlation id into each error of an answer, and the detail of what a caller must not see into the log. */
function tellErrors(log: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors) logError(log, causeOf(error), contextValue.caller.correlationId);
      },
      willSendResponse: async ({ response: { body }, contextValue }) => {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        const { correlationId } = contextValue.caller;
        body.singleResult.errors = body.singleResult.errors.map((error) => ({
          ...error,
          extensions: { ...error.extensions, correlationId },
        }));
      },
    }),
  };
}

/** Neither what a caller sent wrong nor a statement's parameters, which a database error has, may get into the log. */
function logError(log: Logger, cause: unknown, correlationId: string): void {
  if (cause instanceof DomainError) {
    if (cause.code === 'UNAVAILABLE')
      log.warn({ correlationId, reason: cause.message }, 'a request could not be served');
    if (isNativeError(cause.cause))
      log.error(
        { correlationId, reason: cause.cause.message },
        'a change was refused for a reason that no rule foresaw',
      );
    return;
  }
  if (!isNativeError(cause) || requestCode(cause) !== null) return;
  const { name, message, stack } = cause;
  log.error({ correlationId, error: { name, message, stack } }, 'a request failed');
}
