/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Filters AI APIs. */
export type AiApiFilter = {
  /** Those whose base path starts with these segments. */
  basePathPrefix?: string | null | undefined;
  /** Those that one of these consumers may call. */
  consumerIds?: Array<string> | null | undefined;
  /** True for enabled ones only, false for disabled ones only. */
  enabled?: boolean | null | undefined;
  /** Those with one of these endpoints in a target or as a default. */
  endpointIds?: Array<string> | null | undefined;
  /** True for those with a policy, false for those without. */
  hasPolicies?: boolean | null | undefined;
  /** Those with one of these ids. */
  ids?: Array<string> | null | undefined;
  /** Those whose labels this selector matches, as in Kubernetes: `team=chat`, `team!=chat`, `team in (chat,search)`, `team notin (chat)`, `team`, `!team`, or several of them, separated by commas, which must all match. */
  labelSelector?: string | null | undefined;
  /** Those with one of these models in a target or an alias. */
  modelIds?: Array<string> | null | undefined;
  /** Those with one of these names, ignoring case. */
  names?: Array<string> | null | undefined;
  /** Those with a policy of one of these kinds. */
  policyKinds?: Array<PolicyKind> | null | undefined;
  /** Those that list one of these providers. */
  providerIds?: Array<string> | null | undefined;
  /** Those whose name, display name or base path contains this, ignoring case. */
  search?: string | null | undefined;
};

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

/** The AI API to create. */
export type CreateAiApiInput = {
  /** Its base path, one to four segments. No base path may be a prefix of another. */
  basePath: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The id of the first provider's endpoint for production requests that no policy routes; none by default. */
  defaultProductionEndpointId?: string | null | undefined;
  /** The id of the first provider's endpoint for sandbox requests that no policy routes; none by default. */
  defaultSandboxEndpointId?: string | null | undefined;
  /** A human-readable name; defaults to `name`. */
  displayName?: string | null | undefined;
  /** Whether data planes serve it. */
  enabled?: boolean | null | undefined;
  /** Its labels, at most 32; none by default. */
  labels?: Array<LabelInput> | null | undefined;
  /** Other names by which consumers can ask for models of its providers; at most 200, none by default. */
  modelAliases?: Array<ModelAliasInput> | null | undefined;
  /** Its name, unique among AI APIs, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. */
  name: string;
  /** The ids of its providers, 1 to 16, all of one wire format. The first one says how consumers call the AI API, and default endpoints are its own. */
  providerIds: Array<string>;
  /** How long an attempt that no policy routes may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** How long a streamed response may be held back before its first content while there is another target to try, 0 to 60 seconds. */
  streamHoldBackSeconds?: number | null | undefined;
  /** How long a streamed response may pause, 1 to 3,600 seconds. */
  streamIdleTimeoutSeconds?: number | null | undefined;
  /** How long a streamed response may last, 1 to 86,400 seconds. */
  streamMaxDurationSeconds?: number | null | undefined;
  /** How long a request that no policy routes may take in total, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
  /** What happens to requests for operations that the first provider's profile does not route. */
  unroutedOperations?: UnroutedOperations | null | undefined;
};

/** The environment of a key, an endpoint or a policy's targets. */
export type Environment =
  /** Live traffic. */
  | 'PRODUCTION'
  /** Tests and experiments. */
  | 'SANDBOX';

/** A label of an object. */
export type LabelInput = {
  /** Its key, unique within the object: 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. A DNS name and a slash may precede it, such as `example.com/team`. */
  key: string;
  /** Its value: empty, or at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. */
  value: string;
};

/** Another name by which consumers can ask for a model of an AI API's providers. */
export type ModelAliasInput = {
  /** The id of the model that it stands for. */
  modelId: string;
  /** The name that consumers ask for: 1 to 128 visible characters, unique within the AI API. */
  name: string;
};

/** The kinds of policy. */
export type PolicyKind =
  /** A primary target, then its fallbacks in order if it fails. */
  | 'FAILOVER'
  /** Each target in turn. */
  | 'ROUND_ROBIN'
  /** Targets in proportion to their weights. */
  | 'WEIGHTED_ROUND_ROBIN';

/** Why a target was suspended. */
export type SuspensionCause =
  /** The account's credit or quota is used up. */
  | 'ACCOUNT_EXHAUSTED'
  /** TLS did not accept its certificate: the endpoint's CA certificates, or else the public ones, did not issue it, or it has expired or is for another host. */
  | 'CERTIFICATE_UNTRUSTED'
  /** The provider rejected the endpoint's credential. */
  | 'CREDENTIAL_REJECTED'
  /** An error that was not recognised, with one of the policy's failure statuses. */
  | 'FAILURE_STATUS'
  /** A response that is not valid HTTP, or a redirect. */
  | 'INVALID_RESPONSE'
  /** The provider does not know the model. */
  | 'MODEL_NOT_FOUND'
  /** The provider has no capacity left. */
  | 'OVERLOADED'
  /** The account has sent too much in a short time. */
  | 'RATE_LIMITED'
  /** Another data plane suspended it and reported that. */
  | 'REPORTED_BY_PEER'
  /** The stream ended or reported an error before its first content. */
  | 'STREAM_FAILED'
  /** The response headers did not arrive in time. */
  | 'TIMEOUT'
  /** The connection could not be opened, or it broke. */
  | 'UNREACHABLE';

/** What happens to requests for operations that the first provider's profile does not route. */
export type UnroutedOperations =
  /** They go to the default endpoint unchanged, with any model that they name. */
  | 'PASS'
  /** They are answered with 404 `operation_not_allowed`. */
  | 'REFUSE';

export type AiApisQueryVariables = Exact<{
  filter?: AiApiFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type AiApisQuery = { aiApis: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, displayName: string, basePath: string, enabled: boolean, updatedAt: string, providers: Array<{ id: string, name: string }>, policies: Array<
        | { id: string, kind: PolicyKind }
        | { id: string, kind: PolicyKind }
        | { id: string, kind: PolicyKind }
      > }> } };

export type AiApisNowQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type AiApisNowQuery = { nodes: Array<
    | { id: string }
    | { id: string }
    | { id: string, health: { available: number, probing: number, suspended: number, worstCause: SuspensionCause | null } | null, traffic: { requests: { total: number, answered: number } | null } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null> };

export type ProviderChoicesQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type ProviderChoicesQuery = { providers: { nodes: Array<{ id: string, name: string, endpoints: Array<{ id: string, name: string, environment: Environment, enabled: boolean }> }> } };

export type CreateAiApiMutationVariables = Exact<{
  input: CreateAiApiInput;
}>;


export type CreateAiApiMutation = { createAiApi: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, aiApi: { id: string, name: string } } | null };

export const AiApisDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApis"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AiApiFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aiApis"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"basePath"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"policies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AiApisQuery, AiApisQueryVariables>;
export const AiApisNowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApisNow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AiApi"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"probing"}},{"kind":"Field","name":{"kind":"Name","value":"suspended"}},{"kind":"Field","name":{"kind":"Name","value":"worstCause"}}]}},{"kind":"Field","name":{"kind":"Name","value":"traffic"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AiApisNowQuery, AiApisNowQueryVariables>;
export const ProviderChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ProviderChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ProviderChoicesQuery, ProviderChoicesQueryVariables>;
export const CreateAiApiDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAiApi"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAiApiInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAiApi"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<CreateAiApiMutation, CreateAiApiMutationVariables>;