/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

/** The consumer to delete. */
export type DeleteConsumerInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The consumer's id. */
  consumerId: string;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
};

/** The environment of a key, an endpoint or a policy's targets. */
export type Environment =
  /** Live traffic. */
  | 'PRODUCTION'
  /** Tests and experiments. */
  | 'SANDBOX';

/** The consumer key to issue. */
export type IssueConsumerKeyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The consumer's id. */
  consumerId: string;
  /** A human-readable name; defaults to the hint. */
  displayName?: string | null | undefined;
  /** The environment that it is for. */
  environment: Environment;
  /** When it expires; never by default. */
  expiresAt?: string | null | undefined;
  /** Makes retries safe: the same idempotency key with the same input returns the consumer key already issued, without its secret. It is kept as long as the consumer key. */
  idempotencyKey?: string | null | undefined;
};

/** Whether a consumer key or an access token can be used. */
export type KeyState =
  /** The key can be used. */
  | 'ACTIVE'
  /** The key has expired. */
  | 'EXPIRED'
  /** The key was revoked permanently. */
  | 'REVOKED';

/** A label of an object. */
export type LabelInput = {
  /** Its key, unique within the object: 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. A DNS name and a slash may precede it, such as `example.com/team`. */
  key: string;
  /** Its value: empty, or at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. */
  value: string;
};

/** The consumer key to revoke. */
export type RevokeConsumerKeyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The consumer key's id. */
  consumerKeyId: string;
};

/** The complete list of AI APIs that a consumer may call. */
export type SetAccessGrantsInput = {
  /** The AI APIs' ids; at most 1,000. */
  aiApiIds: Array<string>;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The consumer's id. */
  consumerId: string;
};

/** What to change in a consumer. */
export type UpdateConsumerInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The consumer's id. */
  consumerId: string;
  /** Its new display name. */
  displayName?: string | null | undefined;
  /** Whether its keys are accepted. */
  enabled?: boolean | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** Its new labels, replacing all existing ones; null for none. */
  labels?: Array<LabelInput> | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** Whether it may request route traces. */
  traceAllowed?: boolean | null | undefined;
};

export type KeyRowFragment = { id: string, displayName: string, environment: Environment, hint: string, state: KeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null };

export type ConsumerQueryVariables = Exact<{
  name: string;
}>;


export type ConsumerQuery = { consumer: { id: string, name: string, displayName: string, enabled: boolean, traceAllowed: boolean, version: number, labels: Array<{ key: string, value: string }>, accessGrants: { totalCount: number, nodes: Array<{ id: string, aiApi: { id: string, name: string, basePath: string } }> }, consumerKeys: { totalCount: number } } | null };

export type ConsumerKeysQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  states?: Array<KeyState> | KeyState | null | undefined;
  environment?: Environment | null | undefined;
}>;


export type ConsumerKeysQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string, consumerKeys: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, displayName: string, environment: Environment, hint: string, state: KeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null }> } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type AiApiChoicesQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type AiApiChoicesQuery = { aiApis: { nodes: Array<{ id: string, name: string, basePath: string }> } };

export type IssueKeyMutationVariables = Exact<{
  input: IssueConsumerKeyInput;
}>;


export type IssueKeyMutation = { issueConsumerKey: { revision: number, secret: string | null, warnings: Array<{ code: ChangeWarningCode, message: string }>, consumerKey: { id: string, displayName: string, environment: Environment, hint: string, state: KeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } } | null };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeConsumerKeyInput;
}>;


export type RevokeKeyMutation = { revokeConsumerKey: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, consumerKey: { id: string, displayName: string, environment: Environment, hint: string, state: KeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } } | null };

export type SetAccessMutationVariables = Exact<{
  input: SetAccessGrantsInput;
}>;


export type SetAccessMutation = { setAccessGrants: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type UpdateConsumerMutationVariables = Exact<{
  input: UpdateConsumerInput;
}>;


export type UpdateConsumerMutation = { updateConsumer: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, consumer: { id: string, name: string, displayName: string, enabled: boolean, traceAllowed: boolean, version: number, labels: Array<{ key: string, value: string }> } } | null };

export type DeleteConsumerMutationVariables = Exact<{
  input: DeleteConsumerInput;
}>;


export type DeleteConsumerMutation = { deleteConsumer: { revision: number, deletedId: string, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

const KeyRowDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"KeyRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConsumerKey"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"revokedAt"}}]}};
export const ConsumerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Consumer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consumer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"traceAllowed"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"accessGrants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"basePath"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumerKeys"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}}]} as unknown as DocumentNode<ConsumerQuery, ConsumerQueryVariables>;
export const ConsumerKeysDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConsumerKeys"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"states"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"KeyState"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"environment"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Environment"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Consumer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consumerKeys"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"Variable","name":{"kind":"Name","value":"states"}}},{"kind":"Argument","name":{"kind":"Name","value":"environment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"environment"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"KeyRow"}}]}}]}}]}}]}}]}},KeyRowDefinition]} as unknown as DocumentNode<ConsumerKeysQuery, ConsumerKeysQueryVariables>;
export const AiApiChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApiChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aiApis"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"basePath"}}]}}]}}]}}]} as unknown as DocumentNode<AiApiChoicesQuery, AiApiChoicesQueryVariables>;
export const IssueKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IssueKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"IssueConsumerKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issueConsumerKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"consumerKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"KeyRow"}}]}}]}}]}},KeyRowDefinition]} as unknown as DocumentNode<IssueKeyMutation, IssueKeyMutationVariables>;
export const RevokeKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeConsumerKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeConsumerKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumerKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"KeyRow"}}]}}]}}]}},KeyRowDefinition]} as unknown as DocumentNode<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const SetAccessDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetAccess"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetAccessGrantsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setAccessGrants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetAccessMutation, SetAccessMutationVariables>;
export const UpdateConsumerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateConsumer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateConsumerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateConsumer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"traceAllowed"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateConsumerMutation, UpdateConsumerMutationVariables>;
export const DeleteConsumerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteConsumer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteConsumerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteConsumer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}}]}}]} as unknown as DocumentNode<DeleteConsumerMutation, DeleteConsumerMutationVariables>;