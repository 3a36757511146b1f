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
import { secretRedactor } from '../errors/redact-secrets';
import { fieldsOfErrors } from '../errors/variable-problems';

export interface SubscriptionDocument {
  readonly document: DocumentNode;
  /** How many fields one event may have. */
  readonly fields: number;
}

/**
 * Parses and checks the document of a subscription by the same rules as one over HTTP. Queries and mutations are refused:
 * over HTTP they are answered with a status, and do not delay a page's events.
 *
 * @throws RefusedDocument
 */
export function subscriptionDocument(
  schema: GraphQLSchema,
  { query, operationName, variables: given }: SubscribePayload,
): SubscriptionDocument {
  const document = parsed(query);
  const variables = given ?? {};
  const redact = secretRedactor(schema, { document, variables });
  const refuseFor = (code: ErrorCode, errors: readonly GraphQLError[]) => {
    if (errors.length > 0) throw new RefusedDocument(errors.map((error) => withCode(code, error, redact)));
  };
  refuseFor('GRAPHQL_VALIDATION_FAILED', validate(schema, document, [...specifiedRules, ...DOCUMENT_LIMITS]));
  const operation = getOperationAST(document, operationName);
  if (!operation) throw refused('Set `operationName` to one of the operations in the document.');
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw refused(
      `WebSocket connections take subscriptions only. Send the ${operation.operation} over HTTP to this path.`,
    );
  }
  const { errors: wrong = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (wrong.length > 0) {
    const fields = fieldsOfErrors(schema, { document, operationName, variables }, wrong.length);
    throw new RefusedDocument(
      wrong.map(({ message }, index) =>
        asGraphqlError(new DomainError('BAD_USER_INPUT', redact(message), { fields: fields[index] ?? [] })),
      ),
    );
  }
  try {
    const fields = operationCost(schema, document, operation, variables);
    refuseCostly(fields);
    return { document, fields };
  } catch (error) {
    if (error instanceof DomainError) throw new RefusedDocument([asGraphqlError(error)]);
    throw error instanceof GraphQLError ? new RefusedDocument([error]) : error;
  }
}

/** What GraphQL finds wrong with a document. */
export class RefusedDocument extends Error {
  override readonly name = 'RefusedDocument';

  constructor(readonly errors: readonly GraphQLError[]) {
    super('document refused');
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

function refused(message: string): RefusedDocument {
  return new RefusedDocument([asGraphqlError(new DomainError('BAD_REQUEST', message))]);
}

/** Wraps our own refusal as a GraphQL error. */
export function asGraphqlError(error: DomainError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error });
}

function withCode(code: ErrorCode, error: GraphQLError, redact = (message: string) => message): GraphQLError {
  const { message, nodes = null, source = null, positions = null, originalError = null } = error;
  return new GraphQLError(redact(message), { nodes, source, positions, originalError, extensions: { code } });
}
