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

/** Filters consumers. */
export type ConsumerFilter = {
  /** Those that may call one of these AI APIs. */
  aiApiIds?: Array<string> | null | undefined;
  /** True for enabled ones only, false for disabled ones only. */
  enabled?: boolean | null | undefined;
  /** Those with one of these ids. */
  ids?: Array<string> | null | undefined;
  /** Those with an active key that expires before this time. */
  keyExpiresBefore?: string | null | undefined;
  /** Those whose labels this selector matches, as in Kubernetes: `team=chat`, `team!=chat`, `team in (chat,search)`, `team notin (chat)`, `team`, `!team`, or several of them, separated by commas, which must all match. */
  labelSelector?: string | null | undefined;
  /** Those with one of these names, ignoring case. */
  names?: Array<string> | null | undefined;
  /** Those whose name or display name contains this, ignoring case. */
  search?: string | null | undefined;
};

/** The consumer to create. */
export type CreateConsumerInput = {
  /** The ids of the AI APIs that it may call; at most 200. */
  aiApiIds?: Array<string> | null | undefined;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** A human-readable name; defaults to `name`. */
  displayName?: string | null | undefined;
  /** Whether its keys are accepted. */
  enabled?: boolean | null | undefined;
  /** Its labels, at most 32; none by default. */
  labels?: Array<LabelInput> | null | undefined;
  /** Its name, unique among consumers, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. */
  name: string;
  /** Whether it may request route traces. */
  traceAllowed?: boolean | null | undefined;
};

/** A label of an object. */
export type LabelInput = {
  /** Its key, unique within the object: 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. A DNS name and a slash may precede it, such as `example.com/team`. */
  key: string;
  /** Its value: empty, or at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. */
  value: string;
};

export type ConsumersQueryVariables = Exact<{
  filter?: ConsumerFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type ConsumersQuery = { consumers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, displayName: string, enabled: boolean, updatedAt: string, accessGrants: { totalCount: number }, consumerKeys: { totalCount: number } }> } };

export type CreateConsumerMutationVariables = Exact<{
  input: CreateConsumerInput;
}>;


export type CreateConsumerMutation = { createConsumer: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, consumer: { id: string, name: string } } | null };

export const ConsumersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Consumers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConsumerFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consumers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"accessGrants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumerKeys"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"ACTIVE"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ConsumersQuery, ConsumersQueryVariables>;
export const CreateConsumerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateConsumer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConsumerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConsumer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<CreateConsumerMutation, CreateConsumerMutationVariables>;