import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import type { GraphQLSchema } from 'graphql';
import type { AuditTrail } from '../audit/audit-trail';
import type { Server } from 'node:http';
import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { causeOf, errorDescriber, requestCode } from '../errors/describe-error';
import { DomainError } from '../errors/domain-error';
import { DOCUMENT_LIMITS, TOKENS_MAX } from '../graphql/document-limits';
import { operationCost, refuseCostly } from '../graphql/operation-cost';
import type { RequestContext } from '../graphql/request-context';
import { rootFieldOf } from '../graphql/root-field';
import type { Role } from '../viewer/role';

const drainTimeoutMs = 30_000;

export interface GraphqlServerParts {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly audit: AuditTrail;
  readonly log: Logger;
}

export function createGraphqlServer({ schema, httpServer, audit, log }: GraphqlServerParts) {
  return new ApolloServer<RequestContext>({
    schema,
    // A page in a browser could send what is neither JSON nor asks for a preflight in the name of whoever looks at it.
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: TOKENS_MAX },
    validationRules: [...DOCUMENT_LIMITS],
    formatError: errorDescriber(schema),
    includeStacktraceInErrorResponses: false,
    // Nobody comes so far without a token.
    introspection: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: drainTimeoutMs }),
      ApolloServerPluginLandingPageDisabled(),
      limitCost(),
      auditRefusals(audit),
      tellErrors(log),
    ],
  });
}

function limitCost(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request: { variables = {} } }) => {
        if (operation) refuseCostly(operationCost(schema, document, operation, variables));
      },
    }),
  };
}

/** Notes each root field under which something was refused for want of a role, once. */
function auditRefusals(audit: AuditTrail): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, document, operation, contextValue: { caller } }) => {
        const refused = new Map<string, Role | null>();
        for (const error of errors) {
          const cause = causeOf(error);
          if (!(cause instanceof DomainError) || cause.code !== 'FORBIDDEN') continue;
          const field = rootFieldOf(document, operation, error.path?.[0]);
          if (field !== null) refused.set(field, cause.details.requiredRole ?? null);
        }
        for (const [field, requiredRole] of refused) {
          const { actor, remoteAddress, correlationId } = caller;
          await audit.note({ kind: 'FORBIDDEN', actor, operation: field, requiredRole, remoteAddress, correlationId });
        }
      },
    }),
  };
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
        'a request was refused for a reason that no rule foresaw',
      );
    return;
  }
  if (!isNativeError(cause) || requestCode(cause) !== null) return;
  const { name, message, stack } = cause;
  log.error({ correlationId, error: { name, message, stack } }, 'a request failed');
}
