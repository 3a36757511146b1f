/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The models to add to a provider. */
export type AddModelsInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The new models; 1 to 200. */
  models: Array<ModelInput>;
  /** The provider's id. */
  providerId: string;
};

/** The kind of a request's body. */
export type BodyKind =
  /** A multipart form. */
  | 'FORM'
  /** JSON. */
  | 'JSON';

/** The endpoints at which a path takes the requests that were written for another provider. */
export type CanonicalWhen =
  /** All of them. */
  | 'ALWAYS'
  /** All of them, with `azureApiVersion` as the query parameter `api-version`, if that is set. */
  | 'API_VERSION_SET'
  /** None. */
  | 'NEVER'
  /** Those whose URL is a host alone. */
  | 'URL_HAS_NO_PATH'
  /** Those whose URL has a path, such as `/v1`. */
  | 'URL_HAS_PATH';

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

/** The endpoint to create. */
export type CreateEndpointInput = {
  /** The text of one or more CA certificates in PEM, at most 16. The endpoint's certificate is verified with these instead of the public ones. By default the public ones. */
  caCertificate?: string | null | undefined;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** How long connecting may take, 1 to 60 seconds. */
  connectTimeoutSeconds?: number | null | undefined;
  /** Its credential; none by default. */
  credential?: EndpointCredentialInput | null | undefined;
  /** A human-readable name; defaults to `name`. */
  displayName?: string | null | undefined;
  /** Whether requests may go to it. */
  enabled?: boolean | null | undefined;
  /** The environment that it is for. It cannot be changed later. */
  environment: Environment;
  /** Its name, unique within the provider, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`. */
  name: string;
  /** The provider's id. */
  providerId: string;
  /** Its base URL: http or https, without user information. */
  url: string;
};

/** Where a request to the vendor carries the endpoint's credential. */
export type CredentialPlace =
  /** In a header. */
  | 'HEADER'
  /** Nowhere. */
  | 'NONE'
  /** In a query parameter. */
  | 'QUERY_PARAMETER';

/** The endpoint to delete. */
export type DeleteEndpointInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The endpoint's id. */
  endpointId: string;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
};

/** The models to delete. */
export type DeleteModelsInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The models' ids; 1 to 200. */
  modelIds: Array<string>;
};

/** The provider to delete. */
export type DeleteProviderInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The provider's id. */
  providerId: string;
};

/** An endpoint's credential: exactly one member. */
export type EndpointCredentialInput =
  {   /** An API key. */
  apiKey: string; };

/** How the test of an endpoint ended. */
export type EndpointTestOutcome =
  /** The vendor accepted the credential and listed its models. */
  | 'ACCEPTED'
  /** The vendor's account has no credit or quota left. */
  | 'ACCOUNT_EXHAUSTED'
  /** The vendor answered. Its provider's profile names no model list, so the credential was not judged. */
  | 'ANSWERED'
  /** The data plane has no room for another test: test again later. */
  | 'BUSY'
  /** The data plane cannot read the endpoint's CA certificate: set it again. */
  | 'CERTIFICATE_UNREADABLE'
  /** The data plane does not trust the server's certificate: set the endpoint's CA certificate. */
  | 'CERTIFICATE_UNTRUSTED'
  /** The vendor rejects the credential: rotate it. */
  | 'CREDENTIAL_REJECTED'
  /** The data plane cannot open the credential: rotate it, and check that both planes have the same sealing key. */
  | 'CREDENTIAL_UNREADABLE'
  /** The vendor refuses this request, but does not call the credential invalid: check what the credential may do, such as listing models. */
  | 'FORBIDDEN'
  /** There is no model list below the URL: check the URL and the provider's template. */
  | 'NOT_FOUND'
  /** The vendor is overloaded: test again later. */
  | 'OVERLOADED'
  /** The data plane's own proxy cannot be reached or refuses to connect: check HTTPS_PROXY and HTTP_PROXY. */
  | 'PROXY_FAILED'
  /** The vendor's rate limit is reached. The credential was accepted. */
  | 'RATE_LIMITED'
  /** The vendor did not answer in time. */
  | 'TIMEOUT'
  /** The response is not a list of models: check the URL and the provider's template. */
  | 'UNEXPECTED_ANSWER'
  /** The data plane cannot connect to the URL: check its host and port, DNS and the data plane's network. */
  | 'UNREACHABLE';

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

/** How a vendor's error is recognised, and what it means: each non-empty list must match. */
export type ErrorRuleInput = {
  /** The codes of the error, one of which it must have; empty for any. A code is any of the error's `code`, `type`, `status`, `reason` and the like. `*` matches any text, and case does not matter. */
  codes?: Array<string> | null | undefined;
  /** What a vendor's error means. */
  kind: ErrorKind;
  /** The error's messages, one of which it must have; empty for any. A text must match the whole message, in which `*` matches any text and case does not matter. Vendors quote requests in messages, so a text should begin with the vendor's own words, not with `*`. */
  messages?: Array<string> | null | undefined;
  /** The statuses of the response, one of which it must have; empty for any. If the status of an error in a stream is not known, they are ignored, and the error suspends softly unless the vendor gives a time in a header or member. */
  statuses?: Array<number> | null | undefined;
  /** Whether the error suspends the target if its kind does; false for an error that depends on what the consumer called. */
  suspends?: boolean | null | undefined;
};

/** The endpoint whose vendor is asked for its models. */
export type FetchModelsInput = {
  /** The endpoint's id. */
  endpointId: string;
};

/** A header with its value. */
export type HeaderValueInput = {
  /** The header's name; stored in lower case. */
  name: string;
  /** Its value. Never a secret: every VIEWER can read it. */
  value: string;
};

/** A label of an object. */
export type LabelInput = {
  /** Its key, unique within the object: 1 to 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. A DNS name and a slash may precede it, such as `example.com/team`. */
  key: string;
  /** Its value: empty, or at most 63 letters, digits, `-`, `_` or `.`, beginning and ending with a letter or digit. */
  value: string;
};

/** A model to add. */
export type ModelInput = {
  /** A human-readable name; defaults to `name`. */
  displayName?: string | null | undefined;
  /** Whether requests may go to it. */
  enabled?: boolean | null | undefined;
  /** Its name as the provider knows it: 1 to 128 visible characters. */
  name: string;
  /** Its prices; at most 4, each with a different start time. */
  prices?: Array<ModelPriceInput> | null | undefined;
};

/** Where a request names the model. */
export type ModelPlace =
  /** A field of a multipart form. */
  | 'FORM_FIELD'
  /** A header. */
  | 'HEADER'
  /** A member of a JSON body. */
  | 'JSON_BODY'
  /** A segment of the path. */
  | 'PATH'
  /** A query parameter. */
  | 'QUERY_PARAMETER';

/** The prices of a model's tokens from a given time, in the installation's currency. */
export type ModelPriceInput = {
  /** Per million prompt tokens read from the cache; defaults to the price of other prompt tokens. */
  cacheReadPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache for an hour; defaults to the price of other tokens written to it. */
  cacheWriteHourPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache; defaults to the price of other prompt tokens. */
  cacheWritePerMillion?: string | null | undefined;
  /** Per million prompt tokens that are neither read from nor written to the vendor's cache. */
  inputPerMillion: string;
  /** Other prices for requests with a long prompt; null if the prompt's length does not matter. */
  longPrompt?: PriceStepInput | null | undefined;
  /** Per million completion tokens. */
  outputPerMillion: string;
  /** Per attempt with tokens, in addition to the price of its tokens. */
  perRequest?: string | null | undefined;
  /** Per million reasoning tokens; defaults to the price of other completion tokens. */
  reasoningPerMillion?: string | null | undefined;
  /** Other prices by service tier; at most 8. */
  serviceTiers?: Array<ServiceTierPriceInput> | null | undefined;
  /** When the price starts to apply. */
  validFrom: string;
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

/** The prices of requests with a long prompt, for all of a request's tokens. */
export type PriceStepInput = {
  /** The number of prompt tokens, of all kinds, above which these prices apply. */
  abovePromptTokens: number;
  /** Per million prompt tokens read from the cache; defaults to the price of other prompt tokens. */
  cacheReadPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache for an hour; defaults to the price of other tokens written to it. */
  cacheWriteHourPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache; defaults to the price of other prompt tokens. */
  cacheWritePerMillion?: string | null | undefined;
  /** Per million prompt tokens that are neither read from nor written to the vendor's cache. */
  inputPerMillion: string;
  /** Per million completion tokens. */
  outputPerMillion: string;
  /** Per attempt with tokens, in addition to the price of its tokens. */
  perRequest?: string | null | undefined;
  /** Per million reasoning tokens; defaults to the price of other completion tokens. */
  reasoningPerMillion?: string | null | undefined;
};

/** Overrides of a template's profile. An absent or null member keeps the template's value; an empty string removes it. */
export type ProviderProfileInput = {
  /** The `api-version` of Azure's dated form, such as `2024-10-21`, for requests that were written for another provider. Empty to use the v1 form. */
  azureApiVersion?: string | null | undefined;
  /** Where a response counts the prompt's tokens that the vendor's cache keeps for an hour, written like `promptTokensPath`. Empty if responses do not say. */
  cacheWriteHourTokensPath?: string | null | undefined;
  /** Where a response counts all of the prompt's tokens that were written to the vendor's cache, written like `promptTokensPath`. Empty if responses do not say. */
  cacheWriteTokensPath?: string | null | undefined;
  /** Where a response counts the prompt's tokens that were read from the vendor's cache, written like `promptTokensPath`. Empty if responses do not say. */
  cachedTokensPath?: string | null | undefined;
  /** Whether the tokens of the completion include the reasoning tokens, unless the total of a response shows otherwise. */
  completionIncludesReasoning?: boolean | null | undefined;
  /** Where a response counts the tokens of the completion, written like `promptTokensPath`. Empty if responses do not say. */
  completionTokensPath?: string | null | undefined;
  /** The stream events that carry content: until the first of them a response can still fail over. At most 64. */
  contentEvents?: Array<StreamEventRuleInput> | null | undefined;
  /** The top-level members of a JSON response that hold its content. A response with status 200 that has an `error` and none of them is an error. Empty if such responses are passed on. At most 64. */
  contentMembers?: Array<string> | null | undefined;
  /** The name of the header or query parameter that carries the credential. Empty if there is none. */
  credentialName?: string | null | undefined;
  /** Where a request to the vendor carries the endpoint's credential. */
  credentialPlace?: CredentialPlace | null | undefined;
  /** The prefix of the credential in a header, such as `Bearer `. Empty if there is none. */
  credentialPrefix?: string | null | undefined;
  /** The stream events that report an error; an event that matches one is an error, whatever else it matches. At most 64. */
  errorEvents?: Array<StreamEventRuleInput> | null | undefined;
  /** What the vendor's errors mean, in responses and in streams: the first rule that matches counts. Without one, 401 is CREDENTIAL_REJECTED, 402 ACCOUNT_EXHAUSTED and 413 REQUEST_TOO_LARGE; for any other error the policy's `failureStatuses` decide. An error that names a missing scope or permission of the operation counts as a 403, even if a rule says CREDENTIAL_REJECTED or REQUEST_INVALID. At most 64. */
  errorRules?: Array<ErrorRuleInput> | null | undefined;
  /** Where a response counts tokens that the vendor added to the prompt and that the prompt's count lacks, such as a tool's results, written like `promptTokensPath`. Empty if responses do not say. */
  extraPromptTokensPath?: string | null | undefined;
  /** The stream events that finish an answer, or one choice of it; usage and a terminal event may follow. One that is recognised by its type has to come as often as the request asks for answers by its member `n`. With neither finish nor terminal events, any clean end after content is good. At most 64. */
  finishEvents?: Array<StreamEventRuleInput> | null | undefined;
  /** Headers sent with every request to the vendor. They never carry credentials. At most 16. */
  fixedHeaders?: Array<HeaderValueInput> | null | undefined;
  /** Where the gateway answers with the models that a consumer can reach: a path without a leading slash, or up to 8 separated by spaces. Empty if the gateway serves no model list. */
  modelListPath?: string | null | undefined;
  /** Query parameters that mean something to this provider alone, such as `api-version`. In an AI API of several providers they are sent to no other. At most 16. */
  ownQueryParameters?: Array<string> | null | undefined;
  /** Whether the tokens of the prompt include those read from or written to the cache. */
  promptIncludesCache?: boolean | null | undefined;
  /** Where a response counts the tokens of the prompt: JSON pointers into the response or a stream event, or `header:` and the name of a response header; up to 8 separated by spaces, of which the first one present counts. Empty if responses do not say. */
  promptTokensPath?: string | null | undefined;
  /** The starts that the vendor's credentials share, such as `sk-ant-api03-`: an error that quotes only them does not reveal a credential. At most 16. */
  publicCredentialPrefixes?: Array<string> | null | undefined;
  /** Where a response counts the reasoning tokens, written like `promptTokensPath`. Empty if responses do not say. */
  reasoningTokensPath?: string | null | undefined;
  /** The response header that says how many tokens the vendor's limit leaves. Empty if there is none. */
  remainingTokensHeader?: string | null | undefined;
  /** The response header that says when the remaining tokens are reset, in the vendor's own format. Empty if there is none. */
  remainingTokensResetHeader?: string | null | undefined;
  /** Where a response names the model that gave it, written like `promptTokensPath`. Empty if responses do not say. */
  responseModelPath?: string | null | undefined;
  /** The operations that are routed; all others go to the AI API's default endpoint unchanged. At most 64. */
  routedOperations?: Array<RoutedOperationInput> | null | undefined;
  /** Where a response names its service tier, written like `promptTokensPath`. Empty if responses do not say. */
  serviceTierPath?: string | null | undefined;
  /** How a streamed response is split into events. */
  streamFraming?: StreamFraming | null | undefined;
  /** Whether the gateway adds `stream_options.include_usage` to streamed chat completions and completions that do not say whether they want it, so that their tokens are counted. The chunk with usage alone is not passed on; the `usage: null` that other chunks gain is. An endpoint that rejects the option is asked again without it, and for an hour gets no other request with it. */
  streamUsageOption?: boolean | null | undefined;
  /** The stream events after which nothing follows. Without one of them and without a finish event, a stream counts as cut off. At most 64. */
  terminalEvents?: Array<StreamEventRuleInput> | null | undefined;
  /** Where a response counts all tokens, written like `promptTokensPath`. Empty if responses do not say. */
  totalTokensPath?: string | null | undefined;
  /** The format of the gateway's own errors and model list, as the provider's SDK expects them. */
  wireFormat?: WireFormat | null | undefined;
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

/** How one object uses another. */
export type ReferenceRole =
  /** A consumer has access to the AI API. */
  | 'ACCESS'
  /** An AI API lists the provider. */
  | 'BOUND_PROVIDER'
  /** An AI API uses the endpoint as a default. */
  | 'DEFAULT_ENDPOINT'
  /** An AI API has an alias for the model. */
  | 'MODEL_ALIAS'
  /** A target of a policy uses the model or the endpoint. */
  | 'TARGET';

/** An endpoint's new credential. */
export type RotateEndpointCredentialInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** The new credential. The same credential changes nothing. */
  credential: EndpointCredentialInput;
  /** The endpoint's id. */
  endpointId: string;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
};

/** A routed operation and where its requests name the model. */
export type RoutedOperationInput = {
  /** The kind of body that the operation takes. In an AI API of several providers, requests with another kind go past it. The same for all places of a path. Null if the place of the model shows it. */
  body?: BodyKind | null | undefined;
  /** The endpoints at which this path takes the requests that were written for another provider. Of several paths with one name, the first that applies counts. The same for all places of a path. */
  canonicalWhen?: CanonicalWhen | null | undefined;
  /** The location of the model: a JSON pointer (`*` matches every element of an array), or the name of the header, query parameter or form field. Null for PATH. */
  modelKey?: string | null | undefined;
  /** Where a request names the model. */
  modelPlace: ModelPlace;
  /** What the operation is called, such as `chat-completions`. In an AI API of several providers, a request for it can go to each provider that has an unpinned operation with this name. Several paths can have the same name. The same for all places of a path. Null if only this provider serves it. */
  name?: string | null | undefined;
  /** The path below the endpoint's URL, such as `chat/completions`, with `{model}` if the path contains the model. */
  path: string;
  /** Whether the operation always goes to the AI API's default endpoint, bypassing every policy, with a model of the provider: for operations that create something in one account, such as a job that is fetched later. The same for all places of a path. */
  pinned?: boolean | null | undefined;
  /** How the streamed response of this operation is split into events. The same for all places of a path. Null to use the profile's setting. */
  streamFraming?: StreamFraming | null | undefined;
};

/** The prices of one service tier. */
export type ServiceTierPriceInput = {
  /** Per million prompt tokens read from the cache; defaults to the price of other prompt tokens. */
  cacheReadPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache for an hour; defaults to the price of other tokens written to it. */
  cacheWriteHourPerMillion?: string | null | undefined;
  /** Per million prompt tokens written to the cache; defaults to the price of other prompt tokens. */
  cacheWritePerMillion?: string | null | undefined;
  /** Per million prompt tokens that are neither read from nor written to the vendor's cache. */
  inputPerMillion: string;
  /** Other prices for requests with a long prompt; null if the prompt's length does not matter. */
  longPrompt?: PriceStepInput | null | undefined;
  /** Per million completion tokens. */
  outputPerMillion: string;
  /** Per attempt with tokens, in addition to the price of its tokens. */
  perRequest?: string | null | undefined;
  /** Per million reasoning tokens; defaults to the price of other completion tokens. */
  reasoningPerMillion?: string | null | undefined;
  /** The tier as responses name it, such as `priority`. */
  tier: string;
};

/** How a stream event is recognised: all given members must match; at least one is required. */
export type StreamEventRuleInput = {
  /** The whole data of the event, such as `[DONE]`. Null for any. */
  data?: string | null | undefined;
  /** The type of the event: its `event:` name, or otherwise the member `type` of its JSON data. A leading `*` matches any text, as in `*.delta`. Null for any. */
  event?: string | null | undefined;
  /** A JSON pointer to a member of the data that must be present and not null, false, "", [] or {}. A segment `*` matches any element of an array. Null for none. */
  present?: string | null | undefined;
  /** The text that the member at `present` must have; with a `*` in the pointer, one matching member is enough. A leading `*` matches any text, as in `*error`. Null for any value. */
  value?: string | null | undefined;
};

/** How a streamed response is split into events. */
export type StreamFraming =
  /** As the elements of one JSON array, if the content type is `application/json`; a response of `text/event-stream` is always read as server-sent events. */
  | 'JSON_ARRAY'
  /** As server-sent events. */
  | 'SERVER_SENT_EVENTS';

/** The endpoint to test. */
export type TestEndpointInput = {
  /** The endpoint's id. */
  endpointId: string;
};

/** What to change in an endpoint. */
export type UpdateEndpointInput = {
  /** The text of one or more CA certificates in PEM, at most 16. The endpoint's certificate is verified with these instead of the public ones. Null for the public ones. */
  caCertificate?: string | null | undefined;
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** How long connecting may take, 1 to 60 seconds. */
  connectTimeoutSeconds?: number | null | undefined;
  /** Its credential. Required if the URL moves to another origin, so that a caller who cannot read the credential cannot redirect it to another host. */
  credential?: EndpointCredentialInput | null | undefined;
  /** Its new display name. */
  displayName?: string | null | undefined;
  /** Whether requests may go to it. */
  enabled?: boolean | null | undefined;
  /** The endpoint's id. */
  endpointId: string;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** Its new base URL. */
  url?: string | null | undefined;
};

/** What to change in a model. */
export type UpdateModelInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** Its new display name. */
  displayName?: string | null | undefined;
  /** Whether requests may go to it. */
  enabled?: boolean | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** The model's id. */
  modelId: string;
  /** Its new name. */
  name?: string | null | undefined;
  /** The new prices, replacing all existing ones; null for none. */
  prices?: Array<ModelPriceInput> | null | undefined;
};

/** What to change in a provider. */
export type UpdateProviderInput = {
  /** A comment for the revision, such as a ticket or a commit; at most 500 characters. */
  comment?: string | null | undefined;
  /** Its new display name. */
  displayName?: string | null | undefined;
  /** The version that the caller knows. Refused with CONFLICT, reason STALE_VERSION, if the object has another version. */
  expectedVersion?: number | null | undefined;
  /** Its new labels, replacing all existing ones; null for none. */
  labels?: Array<LabelInput> | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** The new overrides, replacing all existing ones; null for none. */
  profile?: ProviderProfileInput | null | undefined;
  /** The provider's id. */
  providerId: string;
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

export type ModelRowFragment = { id: string, name: string, displayName: string, enabled: boolean, version: number, updatedAt: string, prices: Array<{ id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> }> };

export type RatesOfStepFragment = { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string };

export type PriceFragment = { id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> };

export type EndpointRowFragment = { id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } };

export type ProviderQueryVariables = Exact<{
  name: string;
}>;


export type ProviderQuery = { provider: { id: string, name: string, displayName: string, template: ProviderTemplate, version: number, updatedAt: string, labels: Array<{ key: string, value: string }>, models: Array<{ id: string, name: string, displayName: string, enabled: boolean, version: number, updatedAt: string, prices: Array<{ id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> }> }>, endpoints: Array<{ id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } }>, usedBy: { totalCount: number, nodes: Array<{ id: string, kind: ObjectKind, name: string, role: ReferenceRole }> }, profile: { id: string, wireFormat: WireFormat, credentialPlace: CredentialPlace, credentialName: string | null, credentialPrefix: string | null, modelListPath: string | null, azureApiVersion: string | null, overrides: Array<string>, fixedHeaders: Array<{ name: string, value: string }>, routedOperations: Array<{ name: string | null, path: string, modelPlace: ModelPlace, pinned: boolean }> } } | null };

export type EndpointUseQueryVariables = Exact<{
  id: string;
}>;


export type EndpointUseQuery = { endpoint: { id: string, usedBy: { totalCount: number, nodes: Array<{ id: string, kind: ObjectKind, name: string, role: ReferenceRole }> } } | null };

export type UpdateProviderMutationVariables = Exact<{
  input: UpdateProviderInput;
}>;


export type UpdateProviderMutation = { updateProvider: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, provider: { id: string, name: string, displayName: string, version: number, labels: Array<{ key: string, value: string }> } } | null };

export type DeleteProviderMutationVariables = Exact<{
  input: DeleteProviderInput;
}>;


export type DeleteProviderMutation = { deleteProvider: { revision: number, deletedId: string, warnings: Array<{ code: ChangeWarningCode, message: string }> } | null };

export type AddModelsMutationVariables = Exact<{
  input: AddModelsInput;
}>;


export type AddModelsMutation = { addModels: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, provider: { id: string, models: Array<{ id: string, name: string, displayName: string, enabled: boolean, version: number, updatedAt: string, prices: Array<{ id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> }> }> } } | null };

export type DeleteModelsMutationVariables = Exact<{
  input: DeleteModelsInput;
}>;


export type DeleteModelsMutation = { deleteModels: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, providers: Array<{ id: string, models: Array<{ id: string, name: string, displayName: string, enabled: boolean, version: number, updatedAt: string, prices: Array<{ id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> }> }> }> } | null };

export type UpdateModelMutationVariables = Exact<{
  input: UpdateModelInput;
}>;


export type UpdateModelMutation = { updateModel: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, model: { id: string, name: string, displayName: string, enabled: boolean, version: number, updatedAt: string, prices: Array<{ id: string, validFrom: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null, serviceTiers: Array<{ tier: string, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string, longPrompt: { abovePromptTokens: number, inputPerMillion: string, outputPerMillion: string, cacheReadPerMillion: string | null, cacheWritePerMillion: string | null, cacheWriteHourPerMillion: string | null, reasoningPerMillion: string | null, perRequest: string } | null }> }> } } | null };

export type CreateEndpointMutationVariables = Exact<{
  input: CreateEndpointInput;
}>;


export type CreateEndpointMutation = { createEndpoint: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, endpoint: { id: string, provider: { id: string, endpoints: Array<{ id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } }> } } } | null };

export type UpdateEndpointMutationVariables = Exact<{
  input: UpdateEndpointInput;
}>;


export type UpdateEndpointMutation = { updateEndpoint: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, endpoint: { id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } } } | null };

export type RotateCredentialMutationVariables = Exact<{
  input: RotateEndpointCredentialInput;
}>;


export type RotateCredentialMutation = { rotateEndpointCredential: { revision: number, warnings: Array<{ code: ChangeWarningCode, message: string }>, endpoint: { id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } } } | null };

export type DeleteEndpointMutationVariables = Exact<{
  input: DeleteEndpointInput;
}>;


export type DeleteEndpointMutation = { deleteEndpoint: { revision: number, deletedId: string, warnings: Array<{ code: ChangeWarningCode, message: string }>, provider: { id: string, endpoints: Array<{ id: string, name: string, displayName: string, environment: Environment, url: string, enabled: boolean, version: number, connectTimeoutSeconds: number, updatedAt: string, caCertificate: string | null, caCertificates: Array<{ id: string, subject: string, validUntil: string }>, credential: { id: string, isSet: boolean, hint: string | null, rotatedAt: string | null } }> } } | null };

export type TestResultFragment = { outcome: EndpointTestOutcome, passed: boolean, status: number | null, durationMs: number, message: string, detail: string | null };

export type TestEndpointMutationVariables = Exact<{
  input: TestEndpointInput;
}>;


export type TestEndpointMutation = { testEndpoint: { test: { outcome: EndpointTestOutcome, passed: boolean, status: number | null, durationMs: number, message: string, detail: string | null } } | null };

export type FetchModelsMutationVariables = Exact<{
  input: FetchModelsInput;
}>;


export type FetchModelsMutation = { fetchModels: { test: { outcome: EndpointTestOutcome, passed: boolean, status: number | null, durationMs: number, message: string, detail: string | null }, models: Array<{ name: string, isAdded: boolean }> } | null };

const RatesOfStepDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"RatesOfStep"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PriceStep"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"abovePromptTokens"}},{"kind":"Field","name":{"kind":"Name","value":"inputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"outputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheReadPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWritePerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWriteHourPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"reasoningPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"perRequest"}}]}};
const PriceDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"Price"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ModelPrice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"validFrom"}},{"kind":"Field","name":{"kind":"Name","value":"inputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"outputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheReadPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWritePerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWriteHourPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"reasoningPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"perRequest"}},{"kind":"Field","name":{"kind":"Name","value":"longPrompt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RatesOfStep"}}]}},{"kind":"Field","name":{"kind":"Name","value":"serviceTiers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tier"}},{"kind":"Field","name":{"kind":"Name","value":"inputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"outputPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheReadPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWritePerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWriteHourPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"reasoningPerMillion"}},{"kind":"Field","name":{"kind":"Name","value":"perRequest"}},{"kind":"Field","name":{"kind":"Name","value":"longPrompt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"RatesOfStep"}}]}}]}}]}};
const ModelRowDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"ModelRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Model"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"prices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Price"}}]}}]}};
const EndpointRowDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"EndpointRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Endpoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"connectTimeoutSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"caCertificate"}},{"kind":"Field","name":{"kind":"Name","value":"caCertificates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"validUntil"}}]}},{"kind":"Field","name":{"kind":"Name","value":"credential"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isSet"}},{"kind":"Field","name":{"kind":"Name","value":"hint"}},{"kind":"Field","name":{"kind":"Name","value":"rotatedAt"}}]}}]}};
const TestResultDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"TestResult"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EndpointTest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"passed"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"detail"}}]}};
export const ProviderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Provider"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"provider"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"template"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"models"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EndpointRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"usedBy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"profile"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"wireFormat"}},{"kind":"Field","name":{"kind":"Name","value":"credentialPlace"}},{"kind":"Field","name":{"kind":"Name","value":"credentialName"}},{"kind":"Field","name":{"kind":"Name","value":"credentialPrefix"}},{"kind":"Field","name":{"kind":"Name","value":"modelListPath"}},{"kind":"Field","name":{"kind":"Name","value":"azureApiVersion"}},{"kind":"Field","name":{"kind":"Name","value":"overrides"}},{"kind":"Field","name":{"kind":"Name","value":"fixedHeaders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"routedOperations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"modelPlace"}},{"kind":"Field","name":{"kind":"Name","value":"pinned"}}]}}]}}]}}]}},RatesOfStepDefinition,PriceDefinition,ModelRowDefinition,EndpointRowDefinition]} as unknown as DocumentNode<ProviderQuery, ProviderQueryVariables>;
export const EndpointUseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EndpointUse"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"usedBy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}}]}}]}}]} as unknown as DocumentNode<EndpointUseQuery, EndpointUseQueryVariables>;
export const UpdateProviderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateProvider"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateProviderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateProvider"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"labels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateProviderMutation, UpdateProviderMutationVariables>;
export const DeleteProviderDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteProvider"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteProviderInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteProvider"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deletedId"}}]}}]}}]} as unknown as DocumentNode<DeleteProviderMutation, DeleteProviderMutationVariables>;
export const AddModelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddModels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddModelsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addModels"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"models"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelRow"}}]}}]}}]}}]}},RatesOfStepDefinition,PriceDefinition,ModelRowDefinition]} as unknown as DocumentNode<AddModelsMutation, AddModelsMutationVariables>;
export const DeleteModelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteModels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteModelsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteModels"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"providers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"models"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelRow"}}]}}]}}]}}]}},RatesOfStepDefinition,PriceDefinition,ModelRowDefinition]} as unknown as DocumentNode<DeleteModelsMutation, DeleteModelsMutationVariables>;
export const UpdateModelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateModel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateModelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateModel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelRow"}}]}}]}}]}},RatesOfStepDefinition,PriceDefinition,ModelRowDefinition]} as unknown as DocumentNode<UpdateModelMutation, UpdateModelMutationVariables>;
export const CreateEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EndpointRow"}}]}}]}}]}}]}}]}},EndpointRowDefinition]} as unknown as DocumentNode<CreateEndpointMutation, CreateEndpointMutationVariables>;
export const UpdateEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EndpointRow"}}]}}]}}]}},EndpointRowDefinition]} as unknown as DocumentNode<UpdateEndpointMutation, UpdateEndpointMutationVariables>;
export const RotateCredentialDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RotateCredential"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RotateEndpointCredentialInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateEndpointCredential"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EndpointRow"}}]}}]}}]}},EndpointRowDefinition]} as unknown as DocumentNode<RotateCredentialMutation, RotateCredentialMutationVariables>;
export const DeleteEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"EndpointRow"}}]}}]}}]}}]}},EndpointRowDefinition]} as unknown as DocumentNode<DeleteEndpointMutation, DeleteEndpointMutationVariables>;
export const TestEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TestEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"test"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TestResult"}}]}}]}}]}},TestResultDefinition]} as unknown as DocumentNode<TestEndpointMutation, TestEndpointMutationVariables>;
export const FetchModelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"FetchModels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FetchModelsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fetchModels"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"test"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TestResult"}}]}},{"kind":"Field","name":{"kind":"Name","value":"models"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isAdded"}}]}}]}}]}},TestResultDefinition]} as unknown as DocumentNode<FetchModelsMutation, FetchModelsMutationVariables>;