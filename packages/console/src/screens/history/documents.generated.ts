/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The kinds of actor. */
export type ActorKind =
  /** An access token. */
  | 'ACCESS_TOKEN'
  /** The administrator token of the control plane's settings. */
  | 'ADMINISTRATOR_TOKEN'
  /** The control plane itself, for example in the demo. */
  | 'CONTROL_PLANE'
  /** The system, which keeps the routing table up to date by itself. */
  | 'SYSTEM';

/** What a change does to an object. */
export type ChangeAction =
  /** The object is created. */
  | 'CREATE'
  /** The object is deleted. Revoking a key or a token is an update. */
  | 'DELETE'
  /** The object does not change. */
  | 'UNCHANGED'
  /** The object is updated. */
  | 'UPDATE';

/** The kinds of configuration object. */
export type ObjectKind =
  /** An access grant. */
  | 'ACCESS_GRANT'
  /** An access token. */
  | 'ACCESS_TOKEN'
  /** An AI API. */
  | 'AI_API'
  /** A consumer. */
  | 'CONSUMER'
  /** A consumer key. */
  | 'CONSUMER_KEY'
  /** An endpoint. */
  | 'ENDPOINT'
  /** A failover policy. */
  | 'FAILOVER_POLICY'
  /** A model. */
  | 'MODEL'
  /** A provider. */
  | 'PROVIDER'
  /** A round-robin policy. */
  | 'ROUND_ROBIN_POLICY'
  /** A weighted round-robin policy. */
  | 'WEIGHTED_ROUND_ROBIN_POLICY';

/** Filters revisions. */
export type RevisionFilter = {
  /** Those by these actors. */
  actorIds?: Array<string> | null | undefined;
  /** Those that changed an object of one of these kinds; only ADMIN finds changes of access tokens. */
  kinds?: Array<ObjectKind> | null | undefined;
  /** Those that changed one of these objects, deleted ones included; only ADMIN finds changes of access tokens. */
  objectIds?: Array<string> | null | undefined;
  /** Those made by these mutations, or by these operations of the system if `includeSystem` is true. */
  operations?: Array<string> | null | undefined;
  /** Those whose comment or operation contains this, ignoring case. */
  search?: string | null | undefined;
  /** Those committed at or after this time. */
  since?: string | null | undefined;
  /** Those committed before this time. */
  until?: string | null | undefined;
};

export type HistoryQueryVariables = Exact<{
  filter?: RevisionFilter | null | undefined;
  after?: string | null | undefined;
  includeSystem: boolean;
}>;


export type HistoryQuery = { revisions: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: number, operation: string, comment: string | null, committedAt: string, changeCount: number, rolledBackTo: number | null, actor: { id: string, kind: ActorKind, name: string }, changes: { nodes: Array<{ id: string, action: ChangeAction, kind: ObjectKind, name: string }> } }> } };

export const HistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"History"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RevisionFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"includeSystem"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revisions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"includeSystem"},"value":{"kind":"Variable","name":{"kind":"Name","value":"includeSystem"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"comment"}},{"kind":"Field","name":{"kind":"Name","value":"committedAt"}},{"kind":"Field","name":{"kind":"Name","value":"changeCount"}},{"kind":"Field","name":{"kind":"Name","value":"rolledBackTo"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<HistoryQuery, HistoryQueryVariables>;