/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The environment of a key, an endpoint or a policy's targets. */
export type Environment =
  /** Live traffic. */
  | 'PRODUCTION'
  /** Tests and experiments. */
  | 'SANDBOX';

/** Who is at fault for a failed request or attempt. */
export type Fault =
  /** The caller's: the request is invalid or not allowed, or the consumer is gone. */
  | 'CALLER'
  /** It did not fail. */
  | 'NONE'
  /** The gateway's: overloaded, not ready, or an internal error. */
  | 'OWN'
  /** The operator's: a rule, such as a limit or a guard. */
  | 'POLICY'
  /** The provider's: an error, a timeout, no connection, an invalid or broken response. */
  | 'PROVIDER';

/** What the gateway did after an attempt. */
export type NextAction =
  /** It passed the vendor's response on to the consumer. */
  | 'ANSWER'
  /** Nothing, because the consumer was gone. */
  | 'CONSUMER_GONE'
  /** It answered with an error, because no target was left. */
  | 'EXHAUSTED'
  /** It answered with an error although targets were left: no attempts or no time remained. */
  | 'GIVE_UP'
  /** It asked the next target. */
  | 'NEXT_TARGET';

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

/** Which requests to return: exactly one condition. */
export type RequestFilter =
  {   /** Those to this AI API. */
  aiApiId: string; consumerId?: never; consumerKeyId?: never; endpointId?: never; failed?: never; fault?: never; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never;   /** Those of this consumer. */
  consumerId: string; consumerKeyId?: never; endpointId?: never; failed?: never; fault?: never; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never;   /** Those with this consumer key. */
  consumerKeyId: string; endpointId?: never; failed?: never; fault?: never; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never;   /** Those whose last attempt was at this endpoint. */
  endpointId: string; failed?: never; fault?: never; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never; endpointId?: never;   /** True for those that failed, whatever the fault. */
  failed: boolean; fault?: never; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never; endpointId?: never; failed?: never;   /** Those with this fault. */
  fault: Fault; modelId?: never; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never; endpointId?: never; failed?: never; fault?: never;   /** Those whose last attempt was with this model. */
  modelId: string; outcome?: never; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never; endpointId?: never; failed?: never; fault?: never; modelId?: never;   /** Those with this outcome. */
  outcome: Outcome; providerId?: never; }
  |  { aiApiId?: never; consumerId?: never; consumerKeyId?: never; endpointId?: never; failed?: never; fault?: never; modelId?: never; outcome?: never;   /** Those whose last attempt was at this provider. */
  providerId: string; };

/** Why an attempt was sent once more, to the same target. */
export type ResendCause =
  /** The reused connection that it went out on was closed before any byte of a response came. */
  | 'CONNECTION_CLOSED'
  /** The vendor rejected `stream_options.include_usage`, which the gateway had added: it was sent without. */
  | 'STREAM_USAGE_REJECTED';

export type ListedRequestFragment = { id: string, at: string, aiApiId: string | null, aiApiName: string | null, consumerId: string | null, environment: Environment | null, askedModel: string | null, sentModel: string | null, outcome: Outcome, fault: Fault, status: number | null, streamed: boolean, totalMs: number, attempts: Array<{ providerName: string, endpointName: string, modelName: string | null, outcome: Outcome }> };

export type RequestsQueryVariables = Exact<{
  filter?: RequestFilter | null | undefined;
  from?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type RequestsQuery = { requests: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, at: string, aiApiId: string | null, aiApiName: string | null, consumerId: string | null, environment: Environment | null, askedModel: string | null, sentModel: string | null, outcome: Outcome, fault: Fault, status: number | null, streamed: boolean, totalMs: number, attempts: Array<{ providerName: string, endpointName: string, modelName: string | null, outcome: Outcome }> }> } };

export type UsedAmountsFragment = { cost: string | null, estimatedCost: string | null, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } };

export type RequestQueryVariables = Exact<{
  id: string;
}>;


export type RequestQuery = { request: { consumerKeyId: string | null, policyId: string | null, dataPlaneId: string, revision: number | null, operation: string | null, answeredModel: string | null, serviceTier: string | null, traceId: string | null, msToFirstContent: number | null, overheadMs: number | null, requestBytes: number, responseBytes: number, id: string, at: string, aiApiId: string | null, aiApiName: string | null, consumerId: string | null, environment: Environment | null, askedModel: string | null, sentModel: string | null, outcome: Outcome, fault: Fault, status: number | null, streamed: boolean, totalMs: number, used: { cost: string | null, estimatedCost: string | null, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } }, attempts: Array<{ providerId: string, endpointId: string, modelId: string | null, startedAt: string, msToHeaders: number | null, msToEnd: number, status: number | null, error: string | null, next: NextAction, resendCauses: Array<ResendCause>, vendorRequestId: string | null, providerName: string, endpointName: string, modelName: string | null, outcome: Outcome }> } | null };

export type OutcomesQueryVariables = Exact<{ [key: string]: never; }>;


export type OutcomesQuery = { __type: { enumValues: Array<{ name: string, description: string | null }> | null } | null };

export type FilterAiApisQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FilterAiApisQuery = { aiApis: { nodes: Array<{ id: string, name: string }> } };

export type FilterConsumersQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FilterConsumersQuery = { consumers: { nodes: Array<{ id: string, name: string }> } };

export type FilterProvidersQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FilterProvidersQuery = { providers: { nodes: Array<{ id: string, name: string }> } };

export type FilterModelsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FilterModelsQuery = { models: { nodes: Array<{ id: string, name: string, provider: { id: string, name: string } }> } };

export type FilterEndpointsQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type FilterEndpointsQuery = { endpoints: { nodes: Array<{ id: string, name: string, provider: { id: string, name: string } }> } };

const ListedRequestDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"ListedRequest"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RecordedRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"aiApiId"}},{"kind":"Field","name":{"kind":"Name","value":"aiApiName"}},{"kind":"Field","name":{"kind":"Name","value":"consumerId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"askedModel"}},{"kind":"Field","name":{"kind":"Name","value":"sentModel"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"fault"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"streamed"}},{"kind":"Field","name":{"kind":"Name","value":"totalMs"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerName"}},{"kind":"Field","name":{"kind":"Name","value":"endpointName"}},{"kind":"Field","name":{"kind":"Name","value":"modelName"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}}]}};
const UsedAmountsDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"UsedAmounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UsedFigures"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"}},{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"cacheRead"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite5m"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite1h"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}}]}},{"kind":"Field","name":{"kind":"Name","value":"estimatedTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"cacheRead"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite5m"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite1h"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}}]}}]}};
export const RequestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Requests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"RequestFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ListedRequest"}}]}}]}}]}},ListedRequestDefinition]} as unknown as DocumentNode<RequestsQuery, RequestsQueryVariables>;
export const RequestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Request"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"request"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ListedRequest"}},{"kind":"Field","name":{"kind":"Name","value":"consumerKeyId"}},{"kind":"Field","name":{"kind":"Name","value":"policyId"}},{"kind":"Field","name":{"kind":"Name","value":"dataPlaneId"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"answeredModel"}},{"kind":"Field","name":{"kind":"Name","value":"serviceTier"}},{"kind":"Field","name":{"kind":"Name","value":"traceId"}},{"kind":"Field","name":{"kind":"Name","value":"msToFirstContent"}},{"kind":"Field","name":{"kind":"Name","value":"overheadMs"}},{"kind":"Field","name":{"kind":"Name","value":"requestBytes"}},{"kind":"Field","name":{"kind":"Name","value":"responseBytes"}},{"kind":"Field","name":{"kind":"Name","value":"used"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UsedAmounts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providerId"}},{"kind":"Field","name":{"kind":"Name","value":"endpointId"}},{"kind":"Field","name":{"kind":"Name","value":"modelId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"msToHeaders"}},{"kind":"Field","name":{"kind":"Name","value":"msToEnd"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"}},{"kind":"Field","name":{"kind":"Name","value":"next"}},{"kind":"Field","name":{"kind":"Name","value":"resendCauses"}},{"kind":"Field","name":{"kind":"Name","value":"vendorRequestId"}}]}}]}}]}},ListedRequestDefinition,UsedAmountsDefinition]} as unknown as DocumentNode<RequestQuery, RequestQueryVariables>;
export const OutcomesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Outcomes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__type"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"StringValue","value":"Outcome","block":false}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enumValues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}}]}}]}}]}}]} as unknown as DocumentNode<OutcomesQuery, OutcomesQueryVariables>;
export const FilterAiApisDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterAiApis"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aiApis"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<FilterAiApisQuery, FilterAiApisQueryVariables>;
export const FilterConsumersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterConsumers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"consumers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<FilterConsumersQuery, FilterConsumersQueryVariables>;
export const FilterProvidersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterProviders"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"providers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<FilterProvidersQuery, FilterProvidersQueryVariables>;
export const FilterModelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterModels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"models"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FilterModelsQuery, FilterModelsQueryVariables>;
export const FilterEndpointsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilterEndpoints"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"search"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"search"},"value":{"kind":"Variable","name":{"kind":"Name","value":"search"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FilterEndpointsQuery, FilterEndpointsQueryVariables>;