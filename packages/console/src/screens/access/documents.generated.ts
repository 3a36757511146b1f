/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Filters access tokens. */
export type AccessTokenFilter = {
  /** Those with one of these roles. */
  roles?: Array<Role> | null | undefined;
  /** Those whose name contains this, ignoring case. */
  search?: string | null | undefined;
  /** Those in one of these states. */
  states?: Array<KeyState> | null | undefined;
};

/** Filters audit events. */
export type AuditEventFilter = {
  /** Those by these actors. */
  actorIds?: Array<string> | null | undefined;
  /** Those of these kinds. */
  kinds?: Array<AuditEventKind> | null | undefined;
  /** Those at or after this time. */
  since?: string | null | undefined;
  /** Those before this time. */
  until?: string | null | undefined;
};

/** The kinds of audit event. */
export type AuditEventKind =
  /** A caller attempted something that its role does not allow. */
  | 'FORBIDDEN'
  /** A caller sent too many requests. */
  | 'RATE_LIMITED'
  /** A token was missing, unknown, expired or revoked. */
  | 'UNAUTHENTICATED';

/** The kinds of warning about a change. */
export type ChangeWarningCode =
  /** An AI API is created or comes back, and no consumer has access to it. */
  | 'ACCESS_MISSING'
  /** Consumers lose access to an AI API that is deleted. */
  | 'ACCESS_REVOKED'
  /** An alias has the name of another model of the AI API's providers. */
  | 'ALIAS_HIDES_MODEL'
  /** An AI API refuses requests for an alias in both environments: no policy has its model as its primary, and no default endpoint takes it. */
  | 'ALIAS_UNSERVED'
  /** An AI API moves to another base path. */
  | 'BASE_PATH_MOVED'
  /** An endpoint is given a CA certificate that expires within 30 days, has expired or is not valid yet. */
  | 'CA_CERTIFICATE_EXPIRING'
  /** An endpoint has a CA certificate that has no effect, because its URL begins with `http://`. */
  | 'CA_CERTIFICATE_UNUSED'
  /** An endpoint is left without a credential, although its provider's profile sends one. */
  | 'CREDENTIAL_MISSING'
  /** An AI API refuses requests of an environment that it served before: all of them, or those that no policy routes. */
  | 'ENVIRONMENT_UNSERVED'
  /** An AI API gets another first provider, whose profile says what consumers' paths mean and where their keys are. */
  | 'FIRST_PROVIDER_CHANGED'
  /** A consumer is deleted, and its active keys are revoked with it. */
  | 'KEYS_REVOKED'
  /** An object loses labels, or their values change: selectors that matched it may no longer do so. */
  | 'LABELS_REMOVED'
  /** A policy is replaced by one of another kind, so data planes reset its counters. */
  | 'POLICY_REPLACED'
  /** Several failover policies of an AI API have primaries of one name in one environment: requests for it go to the first provider's. */
  | 'PRIMARY_NAME_SHARED'
  /** A provider that an AI API lists after its first has no operation in common with the first: no request can go to it. */
  | 'PROVIDER_UNREACHABLE'
  /** No policy targets any model of a provider that an AI API lists after its first. */
  | 'PROVIDER_UNUSED'
  /** A policy can no longer route the requests of an environment: that side has no targets and the AI API no enabled default endpoint, or none of its targets is in rotation. */
  | 'SIDE_UNSERVED';

/** The access token to create. */
export type CreateAccessTokenInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** When it expires; never by default. */
  expiresAt?: string | null | undefined;
  /** Its name, unique among access tokens, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. */
  name: string;
  /** Its role. */
  role: Role;
};

/** Whether a consumer key or an access token can be used. */
export type KeyState =
  /** The key can be used. */
  | 'ACTIVE'
  /** The key has expired. */
  | 'EXPIRED'
  /** The key was revoked permanently. */
  | 'REVOKED';

/** The access token to revoke. */
export type RevokeAccessTokenInput = {
  /** The access token's id. */
  accessTokenId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
};

/** What a caller may do. Each role includes the roles before it. */
export type Role =
  /** May also manage access tokens and read audit events. */
  | 'ADMIN'
  /** May also change the configuration, consumers and their keys. */
  | 'EDITOR'
  /** May read everything except access tokens and audit events. */
  | 'VIEWER';

export type AccessTokensQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: AccessTokenFilter | null | undefined;
}>;


export type AccessTokensQuery = { accessTokens: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, role: Role, hint: string, state: KeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null }> } | null };

export type AuditEventsQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: AuditEventFilter | null | undefined;
}>;


export type AuditEventsQuery = { auditEvents: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, at: string, kind: AuditEventKind, operation: string | null, requiredRole: Role | null, remoteAddress: string | null, correlationId: string, actor: { id: string, name: string } | null }> } | null };

export type CreateAccessTokenMutationVariables = Exact<{
  input: CreateAccessTokenInput;
}>;


export type CreateAccessTokenMutation = { createAccessToken: { revision: number, secret: string, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type RevokeAccessTokenMutationVariables = Exact<{
  input: RevokeAccessTokenInput;
}>;


export type RevokeAccessTokenMutation = { revokeAccessToken: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, accessToken: { id: string, state: KeyState } } | null };

export const AccessTokensDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccessTokens"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AccessTokenFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessTokens"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"role"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]}}]} as unknown as DocumentNode<AccessTokensQuery, AccessTokensQueryVariables>;
export const AuditEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditEventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"requiredRole"}},{"kind":"Field","name":{"kind":"Name","value":"remoteAddress"}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuditEventsQuery, AuditEventsQueryVariables>;
export const CreateAccessTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAccessToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAccessTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAccessToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<CreateAccessTokenMutation, CreateAccessTokenMutationVariables>;
export const RevokeAccessTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeAccessToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeAccessTokenInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeAccessToken"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accessToken"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<RevokeAccessTokenMutation, RevokeAccessTokenMutationVariables>;