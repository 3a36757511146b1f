/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type OverviewQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewQuery = { controlPlane: { id: string, committedRevision: number, publishedRevision: number | null, publicationProblem: string | null, storageProblem: string | null, liveDataPlaneCount: number, upToDateDataPlaneCount: number, expiringCaCertificates: Array<{ id: string, hasExpired: boolean, endpoint: { id: string, name: string, provider: { id: string, name: string } }, certificate: { id: string, validUntil: string } }> }, dataPlanes: Array<{ id: string, host: string, live: boolean, upToDate: boolean, requestsInFlight: number, suspensionCount: number, suspensions: Array<{ id: string, cause: SuspensionCause | null, suspendedUntil: string | null, target:
        | { id: string, model: { id: string, name: string }, endpoint: { id: string, name: string }, policy:
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
           }
        | { id: string, model: { id: string, name: string }, endpoint: { id: string, name: string }, policy:
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
           }
        | { id: string, model: { id: string, name: string }, endpoint: { id: string, name: string }, policy:
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
            | { id: string, aiApi: { id: string, name: string } }
           }
       | null }> }>, providers: { totalCount: number }, endpoints: { totalCount: number }, uncredentialed: { totalCount: number }, aiApis: { totalCount: number }, withPolicies: { totalCount: number }, consumers: { totalCount: number }, revisions: { nodes: Array<{ id: string, number: number, operation: string, committedAt: string, actor: { id: string, name: string } }> } };

export type OverviewDataPlanesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OverviewDataPlanesSubscription = { dataPlaneChanged: { id: string, host: string, live: boolean, upToDate: boolean, requestsInFlight: number, suspensionCount: number } };

export type OverviewLatencyQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type OverviewLatencyQuery = { usage: { totals: { latency: { duration: { p50: number, p95: number } | null, firstContent: { p50: number } | null } | null } } };

export type OverviewUsageQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type OverviewUsageQuery = { usage: { currency: string, totals: { requests: { requests: number, failovers: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string, unpriced: number, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } } | null }, groups: Array<{ key: { outcome: Outcome | null, fault: Fault | null }, totals: { requests: { requests: number } | null, attempts: { attempts: number } | null }, series: Array<{ at: string, figures: { requests: { requests: number } | null } }> }> } };

export const OverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"controlPlane"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"committedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"publicationProblem"}},{"kind":"Field","name":{"kind":"Name","value":"storageProblem"}},{"kind":"Field","name":{"kind":"Name","value":"liveDataPlaneCount"}},{"kind":"Field","name":{"kind":"Name","value":"upToDateDataPlaneCount"}},{"kind":"Field","name":{"kind":"Name","value":"expiringCaCertificates"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hasExpired"}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"provider"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"certificate"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"validUntil"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"dataPlanes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"upToDate"}},{"kind":"Field","name":{"kind":"Name","value":"requestsInFlight"}},{"kind":"Field","name":{"kind":"Name","value":"suspensionCount"}},{"kind":"Field","name":{"kind":"Name","value":"suspensions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"suspendedUntil"}},{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"policy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"providers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"uncredentialed"},"name":{"kind":"Name","value":"endpoints"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"credentialSet"},"value":{"kind":"BooleanValue","value":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"enabled"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"aiApis"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"withPolicies"},"name":{"kind":"Name","value":"aiApis"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"hasPolicies"},"value":{"kind":"BooleanValue","value":true}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"consumers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"revisions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"6"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"committedAt"}},{"kind":"Field","name":{"kind":"Name","value":"actor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const OverviewDataPlanesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"OverviewDataPlanes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dataPlaneChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"upToDate"}},{"kind":"Field","name":{"kind":"Name","value":"requestsInFlight"}},{"kind":"Field","name":{"kind":"Name","value":"suspensionCount"}}]}}]}}]} as unknown as DocumentNode<OverviewDataPlanesSubscription, OverviewDataPlanesSubscriptionVariables>;
export const OverviewLatencyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OverviewLatency"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"MINUTE"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latency"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"duration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}},{"kind":"Field","name":{"kind":"Name","value":"firstContent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OverviewLatencyQuery, OverviewLatencyQueryVariables>;
export const OverviewUsageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OverviewUsage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"MINUTE"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"OUTCOME"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}},{"kind":"Field","name":{"kind":"Name","value":"failovers"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"}},{"kind":"Field","name":{"kind":"Name","value":"unpriced"}},{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"cacheRead"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite5m"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite1h"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"fault"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"series"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"figures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OverviewUsageQuery, OverviewUsageQueryVariables>;