import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { GraphqlClient } from '../harness/graphql';

/**
 * Sends a generated document: its variables and its answer have the types that the schema gives them.
 *
 * @throws Error where there is any error in the answer
 */
export function request<Result, Variables extends object>(
  client: GraphqlClient,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  return client.ask<Result>(print(document), variables);
}

/** A payload; each is nullable, so that a mutation that fails takes nothing from its neighbours in a document. */
export function made<Payload>(payload: Payload | null | undefined): Payload {
  if (payload === null || payload === undefined) throw new Error('the mutation returned no payload');
  return payload;
}
