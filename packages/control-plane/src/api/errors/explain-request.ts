import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { secretRedactor } from './redact-secrets';
import { type ExecutedRequest, locateInVariables } from './variable-problems';

/** GraphQL's errors about a request as its caller may see them: without its secrets, and with the fields that they are about. */
export function explainRequest(
  schema: GraphQLSchema,
  request: ExecutedRequest,
  errors: readonly GraphQLFormattedError[],
): GraphQLFormattedError[] {
  const redact = secretRedactor(schema, request);
  return locateInVariables(schema, request, errors).map((error) => ({ ...error, message: redact(error.message) }));
}
