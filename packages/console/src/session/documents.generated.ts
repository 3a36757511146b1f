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

/** What a caller may do. Each role includes the roles before it. */
export type Role =
  /** May also manage access tokens and read audit events. */
  | 'ADMIN'
  /** May also change the configuration, consumers and their keys. */
  | 'EDITOR'
  /** May read everything except access tokens and audit events. */
  | 'VIEWER';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, role: Role, expiresAt: string | null, actor: { id: string, kind: ActorKind, name: string } } };

export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;