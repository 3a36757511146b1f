import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { GraphqlClient } from '../harness/graphql';

/**
 * Sends a generated document, with variables and result typed by the schema.
 *
 * @throws Error if the response has any errors
 */
export function request<Result, Variables extends object>(
  client: GraphqlClient,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  return client.ask<Result>(print(document), variables);
}

/** Unwraps a payload. Payloads are nullable, so that a failed mutation does not affect others in the document. */
export function made<Payload>(payload: Payload | null | undefined): Payload {
  if (payload === null || payload === undefined) throw new Error('the mutation returned no payload');
  return payload;
}
