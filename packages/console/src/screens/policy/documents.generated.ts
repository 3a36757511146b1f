/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The failover policy to attach. */
export type AttachFailoverPolicyInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** Its name, unique among the policies of the AI API, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. By default it is called after its primaries. */
  name?: string | null | undefined;
  /** The chain for production keys; empty by default, but at least one side needs a target. */
  production?: FailoverSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The chain for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: FailoverSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** The round-robin policy to attach. */
export type AttachRoundRobinPolicyInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The side for production keys; empty by default, but at least one side needs a target. */
  production?: RoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The side for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: RoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** The weighted round-robin policy to attach. */
export type AttachWeightedRoundRobinPolicyInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The side for production keys; empty by default, but at least one side needs a target. */
  production?: WeightedRoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The side for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: WeightedRoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** The kind of a request's body. */
export type BodyKind =
  /** A multipart form. */
  | 'FORM'
  /** JSON. */
  | 'JSON';

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

/** The environment of a key, an endpoint or a policy's targets. */
export type Environment =
  /** Live traffic. */
  | 'PRODUCTION'
  /** Tests and experiments. */
  | 'SANDBOX';

/** What a vendor's error means. */
export type ErrorKind =
  /** The account's credit or quota is used up, and waiting does not help. It suspends the target. */
  | 'ACCOUNT_EXHAUSTED'
  /** A content filter or the vendor's usage policy refused the request. */
  | 'CONTENT_FILTERED'
  /** The request exceeds the context window of the model. */
  | 'CONTEXT_TOO_LONG'
  /** The vendor rejected the endpoint's credential. It suspends the target. */
  | 'CREDENTIAL_REJECTED'
  /** The vendor does not serve the model. It suspends the target, unless the error names a model other than the one sent. */
  | 'MODEL_NOT_FOUND'
  /** The vendor or the model has no capacity left. It suspends the target. */
  | 'OVERLOADED'
  /** The account has sent too much in a short time. It suspends the target. */
  | 'RATE_LIMITED'
  /** The request is invalid. */
  | 'REQUEST_INVALID'
  /** The request alone exceeds a size limit or rate limit of the account. */
  | 'REQUEST_TOO_LARGE';

/** The request to explain. Name the AI API by id or by name, not both. */
export type ExplainRouteInput = {
  /** The AI API's id. */
  aiApiId?: string | null | undefined;
  /** The AI API's name. Use it for an AI API that exists only in the manifest. */
  aiApiName?: string | null | undefined;
  /** The kind of the request's body; if omitted, the one that the operation takes, and JSON if it takes either. */
  body?: BodyKind | null | undefined;
  /** The consumer whose access to check; not checked if omitted. */
  consumerId?: string | null | undefined;
  /** The data plane whose reported suspensions apply; if omitted, every target counts as available. */
  dataPlaneId?: string | null | undefined;
  /** The environment of the consumer's key. */
  environment: Environment;
  /** A selector of labels, such as `team=chat`. With `prune`, only objects whose labels it matches are deleted, and every provider, AI API and consumer of the manifest has to match it. */
  labelSelector?: string | null | undefined;
  /** A manifest, as YAML or JSON, to explain beside the current configuration. */
  manifest?: string | null | undefined;
  /** The model that the request names; omit it for a request without a model. */
  model?: string | null | undefined;
  /** The operation's path, such as `chat/completions`; if omitted, the first routed operation of the first provider that most of the AI API's providers have. */
  operation?: string | null | undefined;
  /** The AI API's policies after an edit, to explain beside the current configuration. Cannot be combined with `manifest`. */
  policies?: ProposedPoliciesInput | null | undefined;
  /** Whether the manifest deletes objects that its sections do not list. */
  prune?: boolean | null | undefined;
  /** The number of requests to simulate, 1 to 100,000; no simulation if omitted. */
  requests?: number | null | undefined;
  /** Further targets to treat as suspended. */
  suspended?: Array<TargetInput> | null | undefined;
  /** How the targets in `suspended` are suspended: softly suspended ones are still tried as a last resort. */
  suspendedAs?: SuspensionGrade | null | undefined;
  /** The turn to explain, from 0. */
  ticket?: number | null | undefined;
};

/** A failover policy of `setPolicies`. */
export type FailoverPolicyInput = {
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** Its name, unique among the policies of the AI API, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. By default it is called after its primaries. */
  name?: string | null | undefined;
  /** The id of the existing policy that it continues; defaults to the one with the same name or, failing that, the same primary model, if any. */
  policyId?: string | null | undefined;
  /** The chain for production keys; empty by default, but at least one side needs a target. */
  production?: FailoverSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The chain for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: FailoverSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** A side of a failover policy. */
export type FailoverSideInput = {
  /** The targets to try if those before them fail; 1 to 10. */
  fallbacks: Array<TargetInput>;
  /** The target to try first. */
  primary: TargetInput;
};

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

/** The kinds of policy. */
export type PolicyKind =
  /** A primary target, then its fallbacks in order if it fails. */
  | 'FAILOVER'
  /** Each target in turn. */
  | 'ROUND_ROBIN'
  /** Targets in proportion to their weights. */
  | 'WEIGHTED_ROUND_ROBIN';

/** The policies that an AI API would have: exactly one of the three kinds, as in `setPolicies`. */
export type ProposedPoliciesInput = {
  /** Failover policies; an empty list leaves the AI API without a policy. */
  failover?: Array<FailoverPolicyInput> | null | undefined;
  /** A round-robin policy. */
  roundRobin?: RoundRobinPolicyInput | null | undefined;
  /** A weighted round-robin policy. */
  weightedRoundRobin?: WeightedRoundRobinPolicyInput | null | undefined;
};

/** A round-robin policy of `setPolicies`; it continues the existing one, if any. */
export type RoundRobinPolicyInput = {
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The side for production keys; empty by default, but at least one side needs a target. */
  production?: RoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The side for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: RoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** A side of a round-robin policy. */
export type RoundRobinSideInput = {
  /** The targets in rotation order; at most 32, none for an empty side. */
  targets: Array<TargetInput>;
};

/** Where a request goes. */
export type RouteOutcome =
  /** It goes to the AI API's default endpoint with the model it names. */
  | 'DEFAULT_ENDPOINT'
  /** A policy routes it. */
  | 'POLICY'
  /** The gateway refuses it. */
  | 'REFUSED';

/** The new policies of an AI API: exactly one of the three kinds. */
export type SetPoliciesInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The AI API's `policiesVersion` that the caller knows; refused with CONFLICT if it has changed. */
  expectedVersion?: number | null | undefined;
  /** Failover policies; an empty list leaves the AI API without a policy. */
  failover?: Array<FailoverPolicyInput> | null | undefined;
  /** A round-robin policy. */
  roundRobin?: RoundRobinPolicyInput | null | undefined;
  /** A weighted round-robin policy. */
  weightedRoundRobin?: WeightedRoundRobinPolicyInput | null | undefined;
};

/** Whether a suspended target can still receive requests. */
export type SuspensionGrade =
  /** It receives no requests: the provider named a time to wait, rejected the credential, or says that the account is exhausted. */
  | 'HARD'
  /** It receives requests as a last resort, when no available target is left. */
  | 'SOFT';

/** A model on an endpoint of the same provider. */
export type TargetInput = {
  /** The endpoint's id. */
  endpointId: string;
  /** The model's id. */
  modelId: string;
};

/** What to change in a failover policy; at least one side must keep a target. */
export type UpdateFailoverPolicyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. Null for the defaults. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`; null for the defaults. */
  failureStatuses?: Array<string> | null | undefined;
  /** Its new name; null for the default, which comes from its primaries. */
  name?: string | null | undefined;
  /** The policy's id. */
  policyId: string;
  /** The chain for production keys; null removes it. */
  production?: FailoverSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The chain for sandbox keys; null removes it. */
  sandbox?: FailoverSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** What to change in a round-robin policy; at least one side must keep a target. */
export type UpdateRoundRobinPolicyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. Null for the defaults. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`; null for the defaults. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The policy's id. */
  policyId: string;
  /** The new side for production keys; null empties it. */
  production?: RoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The new side for sandbox keys; null empties it. */
  sandbox?: RoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** What to change in a weighted round-robin policy; at least one side must keep a target. */
export type UpdateWeightedRoundRobinPolicyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. Null for the defaults. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`; null for the defaults. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The policy's id. */
  policyId: string;
  /** The new side for production keys; null empties it. */
  production?: WeightedRoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The new side for sandbox keys; null empties it. */
  sandbox?: WeightedRoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** A weighted round-robin policy of `setPolicies`; it continues the existing one, if any. */
export type WeightedRoundRobinPolicyInput = {
  /** The kinds of errors after which the next target is asked. Defaults to all but CONTENT_FILTERED and REQUEST_INVALID. */
  failoverOn?: Array<ErrorKind> | null | undefined;
  /** The statuses that count as failures, for errors whose kind is not recognised, within 400 to 599: single statuses or ranges such as `500-599`. Defaults to 401 to 404, 408, 424, 429 and 500 to 599. */
  failureStatuses?: Array<string> | null | undefined;
  /** How many targets a request may try, 1 to 32. */
  maxAttempts?: number | null | undefined;
  /** The side for production keys; empty by default, but at least one side needs a target. */
  production?: WeightedRoundRobinSideInput | null | undefined;
  /** How long an attempt may wait for response headers, 1 to 3,600 seconds. */
  requestTimeoutSeconds?: number | null | undefined;
  /** The side for sandbox keys; empty by default, but at least one side needs a target. */
  sandbox?: WeightedRoundRobinSideInput | null | undefined;
  /** How long a target is suspended after a failure, 0 to 86,400 seconds; 0 disables suspension. */
  suspendDurationSeconds?: number | null | undefined;
  /** How long a request may take over all attempts, 1 to 3,600 seconds. */
  totalTimeoutSeconds?: number | null | undefined;
};

/** A side of a weighted round-robin policy. */
export type WeightedRoundRobinSideInput = {
  /** The targets with their weights; at most 32, none for an empty side. */
  targets: Array<WeightedTargetInput>;
};

/** A model on an endpoint of the same provider, with a weight. */
export type WeightedTargetInput = {
  /** The endpoint's id. */
  endpointId: string;
  /** The model's id. */
  modelId: string;
  /** Its weight, 0 to 1,000; 0 drains it. */
  weight: number;
};

type EditedTarget_FailoverTarget_Fragment = { id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } };

type EditedTarget_RoundRobinTarget_Fragment = { id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } };

type EditedTarget_WeightedRoundRobinTarget_Fragment = { weight: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } };

export type EditedTargetFragment =
  | EditedTarget_FailoverTarget_Fragment
  | EditedTarget_RoundRobinTarget_Fragment
  | EditedTarget_WeightedRoundRobinTarget_Fragment
;

type EditedPolicy_FailoverPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } };

type EditedPolicy_RoundRobinPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } };

type EditedPolicy_WeightedRoundRobinPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ weight: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ weight: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } };

export type EditedPolicyFragment =
  | EditedPolicy_FailoverPolicy_Fragment
  | EditedPolicy_RoundRobinPolicy_Fragment
  | EditedPolicy_WeightedRoundRobinPolicy_Fragment
;

export type EditedPoliciesQueryVariables = Exact<{
  name: string;
}>;


export type EditedPoliciesQuery = { aiApi: { id: string, name: string, policiesVersion: number, defaultProductionEndpoint: { id: string, name: string } | null, defaultSandboxEndpoint: { id: string, name: string } | null, providers: Array<{ id: string, name: string }>, policies: Array<
      | { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } }
      | { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } }
      | { id: string, kind: PolicyKind, name: string, version: number, suspendDurationSeconds: number, maxAttempts: number | null, requestTimeoutSeconds: number, totalTimeoutSeconds: number, failureStatuses: Array<string>, failoverOn: Array<ErrorKind>, usesDefaultFailureStatuses: boolean, usesDefaultFailoverOn: boolean, production: { id: string, targets: Array<{ weight: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> }, sandbox: { id: string, targets: Array<{ weight: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } }
    > } | null };

export type AvailableTargetsQueryVariables = Exact<{
  id: string;
  environment: Environment;
  search?: string | null | undefined;
}>;


export type AvailableTargetsQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string, availableTargets: { nodes: Array<{ id: string, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string } }> } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type PreviewPolicyQueryVariables = Exact<{
  plan: SetPoliciesInput;
  input: ExplainRouteInput;
}>;


export type PreviewPolicyQuery = { planPolicies: { id: string, createCount: number, updateCount: number, deleteCount: number, items: Array<{ id: string, action: ChangeAction, kind: ObjectKind, path: Array<string>, differences: Array<{ path: string, before: unknown, after: unknown }> }>, warnings: Array<{ code: ChangeWarningCode, message: string }> }, explainRoute: { proposed: { outcome: RouteOutcome, summary: string, simulation: { requests: number, worstCaseSeconds: number, shares: Array<{ modelName: string, endpointName: string, providerName: string, requests: number, share: number }> } | null } | null } };

export type AttachRoundRobinMutationVariables = Exact<{
  input: AttachRoundRobinPolicyInput;
}>;


export type AttachRoundRobinMutation = { attachRoundRobinPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type AttachWeightedMutationVariables = Exact<{
  input: AttachWeightedRoundRobinPolicyInput;
}>;


export type AttachWeightedMutation = { attachWeightedRoundRobinPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type AttachFailoverMutationVariables = Exact<{
  input: AttachFailoverPolicyInput;
}>;


export type AttachFailoverMutation = { attachFailoverPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type UpdateRoundRobinMutationVariables = Exact<{
  input: UpdateRoundRobinPolicyInput;
}>;


export type UpdateRoundRobinMutation = { updateRoundRobinPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type UpdateWeightedMutationVariables = Exact<{
  input: UpdateWeightedRoundRobinPolicyInput;
}>;


export type UpdateWeightedMutation = { updateWeightedRoundRobinPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type UpdateFailoverMutationVariables = Exact<{
  input: UpdateFailoverPolicyInput;
}>;


export type UpdateFailoverMutation = { updateFailoverPolicy: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type ReplacePoliciesMutationVariables = Exact<{
  input: SetPoliciesInput;
}>;


export type ReplacePoliciesMutation = { setPolicies: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

const EditedTargetDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedTarget"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PolicyTarget"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"inRotation"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WeightedRoundRobinTarget"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weight"}}]}}]}};
const EditedPolicyDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"EditedPolicy"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RoutingPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"suspendDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"maxAttempts"}},{"kind":"Field","name":{"kind":"Name","value":"requestTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"totalTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"failureStatuses"}},{"kind":"Field","name":{"kind":"Name","value":"failoverOn"}},{"kind":"Field","name":{"kind":"Name","value":"usesDefaultFailureStatuses"}},{"kind":"Field","name":{"kind":"Name","value":"usesDefaultFailoverOn"}},{"kind":"Field","name":{"kind":"Name","value":"production"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedTarget"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sandbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedTarget"}}]}}]}}]}};
export const EditedPoliciesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EditedPolicies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"policiesVersion"}},{"kind":"Field","name":{"kind":"Name","value":"defaultProductionEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultSandboxEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"policies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EditedPolicy"}}]}}]}}]}},EditedTargetDefinition,EditedPolicyDefinition]} as unknown as DocumentNode<EditedPoliciesQuery, EditedPoliciesQueryVariables>;
export const AvailableTargetsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AvailableTargets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"environment"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Environment"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AiApi"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"availableTargets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"environment"},"value":{"kind":"Variable","name":{"kind":"Name","value":"environment"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AvailableTargetsQuery, AvailableTargetsQueryVariables>;
export const PreviewPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"plan"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetPoliciesInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExplainRouteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"planPolicies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"plan"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createCount"}},{"kind":"Field","name":{"kind":"Name","value":"updateCount"}},{"kind":"Field","name":{"kind":"Name","value":"deleteCount"}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"differences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"explainRoute"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"proposed"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"simulation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}},{"kind":"Field","name":{"kind":"Name","value":"worstCaseSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"shares"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"modelName"}},{"kind":"Field","name":{"kind":"Name","value":"endpointName"}},{"kind":"Field","name":{"kind":"Name","value":"providerName"}},{"kind":"Field","name":{"kind":"Name","value":"requests"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<PreviewPolicyQuery, PreviewPolicyQueryVariables>;
export const AttachRoundRobinDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AttachRoundRobin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AttachRoundRobinPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachRoundRobinPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AttachRoundRobinMutation, AttachRoundRobinMutationVariables>;
export const AttachWeightedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AttachWeighted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AttachWeightedRoundRobinPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachWeightedRoundRobinPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AttachWeightedMutation, AttachWeightedMutationVariables>;
export const AttachFailoverDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AttachFailover"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AttachFailoverPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attachFailoverPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AttachFailoverMutation, AttachFailoverMutationVariables>;
export const UpdateRoundRobinDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateRoundRobin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateRoundRobinPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateRoundRobinPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateRoundRobinMutation, UpdateRoundRobinMutationVariables>;
export const UpdateWeightedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateWeighted"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWeightedRoundRobinPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWeightedRoundRobinPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateWeightedMutation, UpdateWeightedMutationVariables>;
export const UpdateFailoverDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateFailover"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateFailoverPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateFailoverPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateFailoverMutation, UpdateFailoverMutationVariables>;
export const ReplacePoliciesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReplacePolicies"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetPoliciesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setPolicies"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ReplacePoliciesMutation, ReplacePoliciesMutationVariables>;