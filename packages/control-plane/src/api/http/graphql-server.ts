import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteForbidden } from '../errors/note-forbidden';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { causeOf, errorDescriber } from '../errors/describe-error';
import { DomainError } from '../../kernel/errors/domain-error';
import { logError } from '../errors/log-error';
import { DOCUMENT_LIMITS, TOKENS_MAX } from '../document/document-limits';
import { operationCost, refuseCostly } from '../document/operation-cost';
import type { RequestContext } from '../../objects/loaders/request-context';

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
      refuseSubscriptions(),
      limitCost(),
      auditRefusals(audit),
      tellErrors(log),
    ],
  });
}

/** Executed like a query, a subscription would be a field without a value. */
function refuseSubscriptions(): ApolloServerPlugin<RequestContext> {
  const message = 'Subscriptions are served over WebSocket at this path, in the protocol of graphql-ws.';
  const originalError = new DomainError('BAD_REQUEST', message);
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation }) => {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        throw new GraphQLError(message, { originalError, extensions: { http: { status: 400 } } });
      },
    }),
  };
}

function limitCost(): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, operation, request: { variables = {} } }) => {
        if (!operation) return;
        try {
          refuseCostly(operationCost(schema, document, operation, variables));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
        }
      },
    }),
  };
}

function auditRefusals(audit: AuditTrail): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, document, operation, contextValue: { caller } }) => {
        await noteForbidden(audit, caller, errors, { document, operation });
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
