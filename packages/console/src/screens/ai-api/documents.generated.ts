/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whether a target can receive requests. */
export type Availability =
  /** It can receive requests. */
  | 'AVAILABLE'
  /** Its suspension has ended, and the next request will probe it. */
  | 'PROBE'
  /** It is suspended: `suspensionGrade` says whether it still receives requests as a last resort. */
  | 'SUSPENDED';

/** The kind of a request's body. */
export type BodyKind =
  /** A multipart form. */
  | 'FORM'
  /** JSON. */
  | 'JSON';

/** Why a target is tried or skipped. */
export type CandidateReason =
  /** The policy allows no more attempts. */
  | 'BEYOND_MAX_ATTEMPTS'
  /** A data plane cannot read a CA certificate of its endpoint. */
  | 'CERTIFICATE_UNREADABLE'
  /** A data plane cannot read its endpoint's credential. */
  | 'CREDENTIAL_UNREADABLE'
  /** It is the AI API's default endpoint. */
  | 'DEFAULT'
  /** Its weight is 0. */
  | 'DRAINED'
  /** Its endpoint is disabled. */
  | 'ENDPOINT_DISABLED'
  /** It is a fallback. */
  | 'FALLBACK'
  /** It is softly suspended or being probed, and tried because no available target is left. */
  | 'LAST_RESORT'
  /** Its model is disabled. */
  | 'MODEL_DISABLED'
  /** It is next in the rotation, tried if those before it fail. */
  | 'NEXT_IN_ROTATION'
  /** Its provider does not serve the operation in this form. */
  | 'OPERATION_NOT_SUPPORTED'
  /** It is the primary target for the request's model. */
  | 'PRIMARY'
  /** Its suspension has ended, and this request is its probe. */
  | 'PROBE'
  /** It is suspended hard. */
  | 'SUSPENDED'
  /** It is its turn. */
  | 'TURN';

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

/** Where a request to the vendor carries the endpoint's credential. */
export type CredentialPlace =
  /** In a header. */
  | 'HEADER'
  /** Nowhere. */
  | 'NONE'
  /** In a query parameter. */
  | 'QUERY_PARAMETER';

/** The AI API to delete. */
export type DeleteAiApiInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** Whether to revoke the access of consumers instead of refusing the deletion. */
  revokeAccess?: boolean | null | undefined;
};

/** The policy to detach. */
export type DetachPolicyInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The policy's id. */
  policyId: string;
};

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

/** The outcome of a request or an attempt. */
export type Outcome =
  /** The consumer has no access grant for the AI API. */
  | 'ACCESS_DENIED'
  /** The account's credit or quota is used up. */
  | 'ACCOUNT_EXHAUSTED'
  /** No AI API has this path. */
  | 'AI_API_NOT_FOUND'
  /** Answered in full. */
  | 'ANSWERED'
  /** The request did not arrive in time. */
  | 'BODY_TIMEOUT'
  /** The body exceeds the gateway's limit. */
  | 'BODY_TOO_LARGE'
  /** The vendor's certificate is not trusted. */
  | 'CERTIFICATE_UNTRUSTED'
  /** The consumer closed the connection. */
  | 'CONSUMER_GONE'
  /** The consumer sent its body or read the response too slowly. */
  | 'CONSUMER_SLOW'
  /** A content filter or the vendor's usage policy refused the request. */
  | 'CONTENT_FILTERED'
  /** The request exceeds the model's context window. */
  | 'CONTEXT_TOO_LONG'
  /** The vendor rejected the endpoint's credential. */
  | 'CREDENTIAL_REJECTED'
  /** The AI API does not serve the key's environment. */
  | 'ENVIRONMENT_NOT_CONFIGURED'
  /** The vendor answered with an error of an unknown kind. */
  | 'FAILURE_STATUS'
  /** The gateway has no capacity for another request. */
  | 'GATEWAY_OVERLOADED'
  /** The headers exceed the gateway's limit. */
  | 'HEADERS_TOO_LARGE'
  /** The gateway failed: its log says why. */
  | 'INTERNAL'
  /** The consumer key is missing, unknown, expired or disabled. */
  | 'INVALID_API_KEY'
  /** The body is not a valid form. */
  | 'INVALID_FORM'
  /** The body is not valid JSON. */
  | 'INVALID_JSON'
  /** The request names no model, or names it ambiguously. */
  | 'INVALID_MODEL'
  /** The path is ambiguous or too long. */
  | 'INVALID_PATH'
  /** The vendor's response is invalid. */
  | 'INVALID_RESPONSE'
  /** The gateway's machine has no resources left for a connection. */
  | 'LOCAL_EXHAUSTION'
  /** The vendor does not serve the model. */
  | 'MODEL_NOT_FOUND'
  /** All targets are suspended. */
  | 'NO_AVAILABLE_TARGET'
  /** The data plane has no routing table yet. */
  | 'NO_ROUTING_TABLE'
  /** The AI API refuses operations that are not routed. */
  | 'OPERATION_NOT_ALLOWED'
  /** No target of the model supports the operation. */
  | 'OPERATION_NOT_SUPPORTED'
  /** The vendor or the model has no capacity left. */
  | 'OVERLOADED'
  /** The proxy on the way to the vendor failed. */
  | 'PROXY_FAILED'
  /** The account has sent too much in a short time. */
  | 'RATE_LIMITED'
  /** The vendor found the request invalid. */
  | 'REQUEST_INVALID'
  /** The request alone exceeds a limit of the vendor. */
  | 'REQUEST_TOO_LARGE'
  /** The data plane stopped before the request was complete. */
  | 'SHUTTING_DOWN'
  /** The response broke off, paused too long, or reported an error. */
  | 'STREAM_FAILED'
  /** The vendor did not answer in time. */
  | 'TIMEOUT'
  /** The AI API does not offer the model. */
  | 'UNKNOWN_MODEL'
  /** The connection to the vendor failed. */
  | 'UNREACHABLE'
  /** The body has a content coding that the gateway cannot decode. */
  | 'UNSUPPORTED_ENCODING'
  /** The request asks for another protocol. */
  | 'UPGRADE_NOT_SUPPORTED';

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

/** The supported vendors and protocols. */
export type ProviderTemplate =
  /** Anthropic. */
  | 'ANTHROPIC'
  /** Azure AI Foundry. */
  | 'AZURE_AI_FOUNDRY'
  /** Azure OpenAI, with the deployment in the path or with the v1 API. */
  | 'AZURE_OPENAI'
  /** A service whose profile is specified in full. */
  | 'CUSTOM'
  /** Google Gemini. */
  | 'GEMINI'
  /** Mistral. */
  | 'MISTRAL'
  /** OpenAI. */
  | 'OPENAI'
  /** Any service that uses OpenAI's wire format. */
  | 'OPENAI_COMPATIBLE';

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

/** What happens to requests for operations that the first provider's profile does not route. */
export type UnroutedOperations =
  /** They go to the default endpoint unchanged, with any model that they name. */
  | 'PASS'
  /** They are answered with 404 `operation_not_allowed`. */
  | 'REFUSE';

/** What to change in an AI API. */
export type UpdateAiApiInput = {
  /** The AI API's id. */
  aiApiId: string;
  /** Its new base path. */
  basePath?: string | null | undefined;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The id of the first provider's endpoint for production requests that no policy routes; null for none. */
  defaultProductionEndpointId?: string | null | undefined;
  /** The id of the first provider's endpoint for sandbox requests that no policy routes; null for none. */
  defaultSandboxEndpointId?: string | null | undefined;
  /** Its new display name. */
  displayName?: string | null | undefined;
  /** Whether data planes serve it. */
  enabled?: boolean | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** Its new labels, replacing all existing ones; null for none. */
  labels?: Array<LabelInput> | null | undefined;
  /** Its new aliases, replacing all existing ones; null for none. */
  modelAliases?: Array<ModelAliasInput> | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** The ids of its new providers, replacing the list. One that a target or an alias uses cannot leave it, and the first can change only together with the default endpoints. */
  providerIds?: Array<string> | null | undefined;
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

/** Which usage to return: all of the conditions given must hold. */
export type UsageFilter = {
  /** Of one of these AI APIs. */
  aiApiIds?: Array<string> | null | undefined;
  /** Of one of these consumers. */
  consumerIds?: Array<string> | null | undefined;
  /** Attempts at one of these endpoints. Requests are null then. */
  endpointIds?: Array<string> | null | undefined;
  /** Of this environment. */
  environment?: Environment | null | undefined;
  /** Attempts with one of these models. Requests are null then. */
  modelIds?: Array<string> | null | undefined;
  /** With one of these outcomes. */
  outcomes?: Array<Outcome> | null | undefined;
  /** Of one of these policies. Attempts are null then. */
  policyIds?: Array<string> | null | undefined;
  /** Attempts at one of these providers. Requests are null then. */
  providerIds?: Array<string> | null | undefined;
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

/** The vendors' formats in which the gateway itself can answer. */
export type WireFormat =
  /** Anthropic's. */
  | 'ANTHROPIC'
  /** Gemini's. */
  | 'GEMINI'
  /** Mistral's. */
  | 'MISTRAL'
  /** OpenAI's. */
  | 'OPENAI';

type TargetSummary_FailoverTarget_Fragment = { id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> };

type TargetSummary_RoundRobinTarget_Fragment = { id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> };

type TargetSummary_WeightedRoundRobinTarget_Fragment = { weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> };

export type TargetSummaryFragment =
  | TargetSummary_FailoverTarget_Fragment
  | TargetSummary_RoundRobinTarget_Fragment
  | TargetSummary_WeightedRoundRobinTarget_Fragment
;

type PolicySummary_FailoverPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } };

type PolicySummary_RoundRobinPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } };

type PolicySummary_WeightedRoundRobinPolicy_Fragment = { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } };

export type PolicySummaryFragment =
  | PolicySummary_FailoverPolicy_Fragment
  | PolicySummary_RoundRobinPolicy_Fragment
  | PolicySummary_WeightedRoundRobinPolicy_Fragment
;

export type AiApiQueryVariables = Exact<{
  name: string;
}>;


export type AiApiQuery = { aiApi: { id: string, name: string, displayName: string, basePath: string, enabled: boolean, version: number, updatedAt: string, policiesVersion: number, unroutedOperations: UnroutedOperations, requestTimeoutSeconds: number, totalTimeoutSeconds: number, streamIdleTimeoutSeconds: number, streamHoldBackSeconds: number, streamMaxDurationSeconds: number, labels: Array<{ key: string, value: string }>, defaultProductionEndpoint: { id: string, name: string } | null, defaultSandboxEndpoint: { id: string, name: string } | null, modelAliases: Array<{ id: string, name: string, model: { id: string, name: string } }>, provider: { id: string, profile: { id: string, wireFormat: WireFormat, credentialPlace: CredentialPlace, credentialName: string | null, credentialPrefix: string | null } }, providers: Array<{ id: string, name: string, template: ProviderTemplate, models: Array<{ id: string, name: string, enabled: boolean }>, endpoints: Array<{ id: string, name: string, environment: Environment, enabled: boolean }> }>, policies: Array<
      | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
      | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
      | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
    >, accessGrants: { totalCount: number } } | null };

export type AiApiConsumersQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type AiApiConsumersQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string, accessGrants: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, createdAt: string, consumer: { id: string, name: string, enabled: boolean } }> } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type AiApiOverviewQueryVariables = Exact<{
  id: string;
  from: string;
  to: string;
  filter: UsageFilter;
}>;


export type AiApiOverviewQuery = { node:
    | { id: string }
    | { id: string }
    | { id: string, health: { available: number, probing: number, suspended: number, worstCause: SuspensionCause | null } | null, traffic: { failovers: number | null, tokens: number, cost: string, unpriced: number, requests: { total: number, answered: number, providerFaults: number, callerFaults: number, gatewayFaults: number, policyFaults: number } | null } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null, usage: { currency: string, totals: { latency: { duration: { p50: number, p95: number } | null, firstContent: { p50: number } | null, overhead: { p50: number } | null } | null } } };

export type UpdateAiApiMutationVariables = Exact<{
  input: UpdateAiApiInput;
}>;


export type UpdateAiApiMutation = { updateAiApi: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, aiApi: { id: string, name: string, displayName: string, basePath: string, enabled: boolean, version: number, requestTimeoutSeconds: number, totalTimeoutSeconds: number, streamIdleTimeoutSeconds: number, labels: Array<{ key: string, value: string }>, defaultProductionEndpoint: { id: string, name: string } | null, defaultSandboxEndpoint: { id: string, name: string } | null } } | null };

export type DeleteAiApiMutationVariables = Exact<{
  input: DeleteAiApiInput;
}>;


export type DeleteAiApiMutation = { deleteAiApi: { revision: number, deletedId: string, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type DetachPolicyMutationVariables = Exact<{
  input: DetachPolicyInput;
}>;


export type DetachPolicyMutation = { detachPolicy: { revision: number, deletedId: string, warnings: Array<{ code: ChangeWarningCode, message: string }>, aiApi: { id: string, policiesVersion: number, policies: Array<
        | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
        | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
        | { id: string, kind: PolicyKind, name: string, version: number, updatedAt: string, suspendDurationSeconds: number, maxAttempts: number | null, production: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> }, sandbox: { id: string, targets: Array<{ weight: number, share: number, id: string, inRotation: boolean, provider: { id: string, name: string }, model: { id: string, name: string }, endpoint: { id: string, name: string }, health: Array<{ id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null }> }> } }
      > } } | null };

export type ExplainRouteQueryVariables = Exact<{
  input: ExplainRouteInput;
}>;


export type ExplainRouteQuery = { explainRoute: { outcome: RouteOutcome, summary: string, refusalCode: string | null, policyKind: PolicyKind | null, policyName: string | null, maxAttempts: number, candidates: Array<{ attempt: number | null, availability: Availability, reason: CandidateReason, explanation: string, modelName: string, endpointName: string, providerName: string }> } };

export type AiApiHealthSubscriptionVariables = Exact<{
  aiApiId: string;
}>;


export type AiApiHealthSubscription = { targetHealthChanged: { id: string, availability: Availability, suspendedUntil: string | null, cause: SuspensionCause | null } };

const TargetSummaryDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"TargetSummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PolicyTarget"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"inRotation"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"suspendedUntil"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WeightedRoundRobinTarget"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weight"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}};
const PolicySummaryDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"PolicySummary"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RoutingPolicy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"suspendDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"maxAttempts"}},{"kind":"Field","name":{"kind":"Name","value":"production"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TargetSummary"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sandbox"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TargetSummary"}}]}}]}}]}};
export const AiApiDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApi"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"basePath"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"policiesVersion"}},{"kind":"Field","name":{"kind":"Name","value":"unroutedOperations"}},{"kind":"Field","name":{"kind":"Name","value":"requestTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"totalTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"streamIdleTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"streamHoldBackSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"streamMaxDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"defaultProductionEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultSandboxEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"modelAliases"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"profile"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"wireFormat"}},{"kind":"Field","name":{"kind":"Name","value":"credentialPlace"}},{"kind":"Field","name":{"kind":"Name","value":"credentialName"}},{"kind":"Field","name":{"kind":"Name","value":"credentialPrefix"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"models"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"policies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PolicySummary"}}]}},{"kind":"Field","name":{"kind":"Name","value":"accessGrants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},TargetSummaryDefinition,PolicySummaryDefinition]} as unknown as DocumentNode<AiApiQuery, AiApiQueryVariables>;
export const AiApiConsumersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApiConsumers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AiApi"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accessGrants"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"consumer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AiApiConsumersQuery, AiApiConsumersQueryVariables>;
export const AiApiOverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AiApiOverview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AiApi"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"probing"}},{"kind":"Field","name":{"kind":"Name","value":"suspended"}},{"kind":"Field","name":{"kind":"Name","value":"worstCause"}}]}},{"kind":"Field","name":{"kind":"Name","value":"traffic"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}},{"kind":"Field","name":{"kind":"Name","value":"providerFaults"}},{"kind":"Field","name":{"kind":"Name","value":"callerFaults"}},{"kind":"Field","name":{"kind":"Name","value":"gatewayFaults"}},{"kind":"Field","name":{"kind":"Name","value":"policyFaults"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failovers"}},{"kind":"Field","name":{"kind":"Name","value":"tokens"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"unpriced"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"MINUTE"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latency"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"duration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}},{"kind":"Field","name":{"kind":"Name","value":"firstContent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}}]}},{"kind":"Field","name":{"kind":"Name","value":"overhead"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AiApiOverviewQuery, AiApiOverviewQueryVariables>;
export const UpdateAiApiDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateAiApi"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateAiApiInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateAiApi"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"basePath"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"requestTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"totalTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"streamIdleTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"defaultProductionEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"defaultSandboxEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UpdateAiApiMutation, UpdateAiApiMutationVariables>;
export const DeleteAiApiDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAiApi"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAiApiInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAiApi"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}}]}}]} as unknown as DocumentNode<DeleteAiApiMutation, DeleteAiApiMutationVariables>;
export const DetachPolicyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DetachPolicy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DetachPolicyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detachPolicy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"policiesVersion"}},{"kind":"Field","name":{"kind":"Name","value":"policies"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"PolicySummary"}}]}}]}}]}}]}},TargetSummaryDefinition,PolicySummaryDefinition]} as unknown as DocumentNode<DetachPolicyMutation, DetachPolicyMutationVariables>;
export const ExplainRouteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ExplainRoute"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ExplainRouteInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"explainRoute"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"refusalCode"}},{"kind":"Field","name":{"kind":"Name","value":"policyKind"}},{"kind":"Field","name":{"kind":"Name","value":"policyName"}},{"kind":"Field","name":{"kind":"Name","value":"maxAttempts"}},{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"explanation"}},{"kind":"Field","name":{"kind":"Name","value":"modelName"}},{"kind":"Field","name":{"kind":"Name","value":"endpointName"}},{"kind":"Field","name":{"kind":"Name","value":"providerName"}}]}}]}}]}}]} as unknown as DocumentNode<ExplainRouteQuery, ExplainRouteQueryVariables>;
export const AiApiHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"AiApiHealth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"aiApiId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"targetHealthChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"aiApiId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"aiApiId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"suspendedUntil"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]} as unknown as DocumentNode<AiApiHealthSubscription, AiApiHealthSubscriptionVariables>;