import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { DomainError } from '../../kernel/errors/domain-error';
import type { ErrorCode } from '../../kernel/errors/error-extensions';
import { DOCUMENT_LIMITS, TOKENS_MAX } from '../document/document-limits';
import { operationCost, refuseCostly } from '../document/operation-cost';

export interface SubscriptionDocument {
  readonly document: DocumentNode;
  /** How many one event of it may have. */
  readonly fields: number;
}

/**
 * The document of a subscription, held against all that one over HTTP is held against. Queries and mutations belong there:
 * it tells their failures by status, and is not in the way of a page that waits for events.
 *
 * @throws RefusedDocument
 */
export function subscriptionDocument(
  schema: GraphQLSchema,
  { query, operationName, variables }: SubscribePayload,
): SubscriptionDocument {
  const document = parsed(query);
  refuseFor('GRAPHQL_VALIDATION_FAILED', validate(schema, document, [...specifiedRules, ...DOCUMENT_LIMITS]));
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw refused('The document has several operations, or none: `operationName` says which one is meant.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw refused(
      `Over WebSocket there are subscriptions only: send the ${operation.operation} over HTTP to this path.`,
    );
  }
  refuseFor(
    'BAD_USER_INPUT',
    getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}).errors ?? [],
  );
  try {
    const fields = operationCost(schema, document, operation, variables ?? {});
    refuseCostly(fields);
    return { document, fields };
  } catch (error) {
    if (error instanceof DomainError) throw new RefusedDocument([asGraphqlError(error)]);
    throw error instanceof GraphQLError ? new RefusedDocument([error]) : error;
  }
}

/** What is wrong with a document, as GraphQL tells it. */
export class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument';

  constructor(readonly errors: readonly GraphQLError[]) {
    super('the document is refused');
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: TOKENS_MAX });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new RefusedDocument([withCode('GRAPHQL_PARSE_FAILED', error)]);
  }
}

function refuseFor(code: ErrorCode, errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new RefusedDocument(errors.map((error) => withCode(code, error)));
}

function refused(message: string): RefusedDocument {
  return new RefusedDocument([asGraphqlError(new DomainError('BAD_REQUEST', message))]);
}

/** In the form in which GraphQL's own errors come, for what is refused beside them. */
export function asGraphqlError(error: DomainError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}

function withCode(code: ErrorCode, error: GraphQLError): GraphQLError {
  const { message, nodes = null, source = null, positions = null, originalError = null } = error;
  return new GraphQLError(message, { nodes, source, positions, originalError, extensions: { code } });
}
