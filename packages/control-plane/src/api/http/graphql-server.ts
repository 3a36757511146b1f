import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { AuditTrail } from '../../history/audit/audit-trail';
import { noteForbidden } from '../errors/note-forbidden';
import type { Server } from 'node:http';
import type { SampledLog } from '@switchyard/runtime';
import type { Logger } from 'pino';
import { causeOf, describeError } from '../errors/describe-error';
import { DomainError } from '../../kernel/errors/domain-error';
import { logError } from '../errors/log-error';
import { explainRequest } from '../errors/explain-request';
import { DOCUMENT_LIMITS, TOKENS_MAX } from '../document/document-limits';
import { operationCost, refuseCostly } from '../document/operation-cost';
import { rootFieldOf } from '../document/root-field';
import type { ControlPlaneMetrics } from '../../metrics/control-plane-metrics';
import type { RequestContext } from '../../objects/loaders/request-context';

const MS_PER_SECOND = 1_000;

export interface GraphqlServerParts {
  readonly schema: GraphQLSchema;
  readonly httpServer: Server;
  readonly audit: AuditTrail;
  readonly metrics: Pick<ControlPlaneMetrics, 'operationEnded'>;
  /** How long requests in flight may take to finish once the server stops. */
  readonly drainMs: number;
  readonly log: Logger;
  /** For the errors of requests. */
  readonly sampledLog: SampledLog;
}

export function createGraphqlServer(parts: GraphqlServerParts) {
  const { schema, httpServer, audit, metrics, drainMs, log, sampledLog } = parts;
  return new ApolloServer<RequestContext>({
    schema,
    // Without a preflight, any web page could send requests in its visitor's name.
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: TOKENS_MAX },
    validationRules: [...DOCUMENT_LIMITS],
    formatError: describeError,
    includeStacktraceInErrorResponses: false,
    // Only callers with a token get this far.
    introspection: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: drainMs }),
      ApolloServerPluginLandingPageDisabled(),
      // It looks at each field of each answer, and nothing here may be cached.
      ApolloServerPluginCacheControlDisabled(),
      refuseSubscriptions(),
      limitCost(),
      auditRefusals(audit),
      reportErrors(sampledLog),
      countOperations(metrics),
    ],
  });
}

/** Over HTTP, GraphQL would execute a subscription like a query and answer null. */
function refuseSubscriptions(): ApolloServerPlugin<RequestContext> {
  const message = 'Send subscriptions over WebSocket to this path, with the graphql-ws protocol.';
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

/** Adds the correlation id to each error of an answer, and logs what its caller must not see. */
function reportErrors(log: SampledLog): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, contextValue }) => {
        for (const error of errors) logError(log, causeOf(error), contextValue.caller.correlationId);
      },
      willSendResponse: async ({ response: { body }, contextValue, schema, document, request }) => {
        if (body.kind !== 'single' || !body.singleResult.errors) return;
        const { correlationId } = contextValue.caller;
        const { variables = {}, operationName } = request;
        const errors = document
          ? explainRequest(schema, { document, operationName, variables }, body.singleResult.errors)
          : body.singleResult.errors;
        body.singleResult.errors = errors.map((error) => ({
          ...error,
          extensions: { ...error.extensions, correlationId },
        }));
      },
    }),
  };
}

/** Counts an operation by its root field: its name is the caller's own text, and would make a series for each. */
function countOperations(metrics: Pick<ControlPlaneMetrics, 'operationEnded'>): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => {
      const startedAtMs = performance.now();
      return {
        willSendResponse: async ({ response: { body }, document, operation }) => {
          const isValid = document !== undefined && operation !== undefined;
          metrics.operationEnded({
            operation: isValid ? rootFieldOf(document, operation) : 'invalid',
            type: isValid && operation.operation !== OperationTypeNode.SUBSCRIPTION ? operation.operation : 'invalid',
            outcome: body.kind === 'single' ? outcomeOf(body.singleResult.errors) : 'OK',
            seconds: (performance.now() - startedAtMs) / MS_PER_SECOND,
          });
        },
      };
    },
  };
}

/** `OK`, or the code of the first error, which `describeError` took from a closed list. */
function outcomeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  const [first] = errors ?? [];
  if (first === undefined) return 'OK';
  const code = first.extensions?.['code'];
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}
