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

/** What usage is grouped by. */
export type UsageDimension =
  /** The AI API. */
  | 'AI_API'
  /** The consumer. */
  | 'CONSUMER'
  /** An attempt's endpoint. Requests are not counted by it, so they are null. */
  | 'ENDPOINT'
  /** The environment. */
  | 'ENVIRONMENT'
  /** An attempt's model. Requests are not counted by it, so they are null. */
  | 'MODEL'
  /** The outcome: of requests for requests, and of attempts for attempts. */
  | 'OUTCOME'
  /** The policy. Attempts are not counted by it, so they are null. */
  | 'POLICY'
  /** An attempt's provider. Requests are not counted by it, so they are null. */
  | 'PROVIDER';

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

/** Why usage is missing. */
export type UsageGapCause =
  /** Reports of a data plane never arrived. */
  | 'BATCHES_MISSING'
  /** A data plane ended before it had reported all usage, for example because its machine failed. */
  | 'DATA_PLANE_ENDED'
  /** A data plane could not send reports for so long that it ran out of room, or could not store them. */
  | 'SPOOL_FULL'
  /** A worker of a data plane ended before it had reported all usage. */
  | 'WORKER_ENDED';

/** The length of the steps of a series, which begin at whole minutes, hours or days in UTC. */
export type UsageInterval =
  /** A day. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A minute. For at most 6 hours, and as long as sums per minute are kept. */
  | 'MINUTE'
  /** The whole period: one step, for reports with many groups. */
  | 'PERIOD';

export type TokenAmountsFragment = { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number };

export type UsageAmountsFragment = { requests: { requests: number, failovers: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string, unpriced: number, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } } | null };

export type LatencyFragment = { duration: { p50: number, p95: number } | null, firstContent: { p50: number, p95: number } | null, overhead: { p50: number, p95: number } | null };

export type GroupKeyFragment = { isOther: boolean, aiApiId: string | null, consumerId: string | null, environment: Environment | null, policyId: string | null, providerId: string | null, modelId: string | null, endpointId: string | null, outcome: Outcome | null };

export type UsageByDimensionQueryVariables = Exact<{
  from: string;
  to: string;
  groupBy: Array<UsageDimension> | UsageDimension;
  filter: UsageFilter;
}>;


export type UsageByDimensionQuery = { usage: { currency: string, groups: Array<{ key: { isOther: boolean, aiApiId: string | null, consumerId: string | null, environment: Environment | null, policyId: string | null, providerId: string | null, modelId: string | null, endpointId: string | null, outcome: Outcome | null }, totals: { requests: { requests: number, failovers: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string, unpriced: number, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } } | null } }> } };

export type UsageOverallQueryVariables = Exact<{
  from: string;
  to: string;
  interval: UsageInterval;
  filter: UsageFilter;
}>;


export type UsageOverallQuery = { usage: { totals: { requests: { requests: number, failovers: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string, unpriced: number, tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } } | null }, groups: Array<{ series: Array<{ at: string, figures: { requests: { requests: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string } | null } }> }> }, usageGaps: Array<{ id: string, dataPlaneId: string, cause: UsageGapCause, from: string, to: string }> };

export type UsageOutcomesQueryVariables = Exact<{
  from: string;
  to: string;
  filter: UsageFilter;
}>;


export type UsageOutcomesQuery = { usage: { currency: string, groups: Array<{ key: { outcome: Outcome | null }, totals: { requests: { requests: number } | null, attempts: { attempts: number } | null } }> } };

export type UsageLatencyQueryVariables = Exact<{
  from: string;
  to: string;
  groupBy: Array<UsageDimension> | UsageDimension;
  filter: UsageFilter;
}>;


export type UsageLatencyQuery = { usage: { totals: { latency: { duration: { p50: number, p95: number } | null, firstContent: { p50: number, p95: number } | null, overhead: { p50: number, p95: number } | null } | null }, groups: Array<{ key: { isOther: boolean, aiApiId: string | null, consumerId: string | null, environment: Environment | null, policyId: string | null, providerId: string | null, modelId: string | null, endpointId: string | null, outcome: Outcome | null }, totals: { latency: { duration: { p50: number, p95: number } | null, firstContent: { p50: number, p95: number } | null, overhead: { p50: number, p95: number } | null } | null } }> } };

export type UsageCountsOfGroupsQueryVariables = Exact<{
  from: string;
  to: string;
  interval: UsageInterval;
  groupBy: Array<UsageDimension> | UsageDimension;
  filter: UsageFilter;
}>;


export type UsageCountsOfGroupsQuery = { usage: { groups: Array<{ key: { isOther: boolean, aiApiId: string | null, consumerId: string | null, environment: Environment | null, policyId: string | null, providerId: string | null, modelId: string | null, endpointId: string | null, outcome: Outcome | null }, series: Array<{ at: string, figures: { requests: { requests: number } | null, attempts: { attempts: number, cost: string, estimatedCost: string } | null } }> }> } };

export type UsageTokensOfGroupsQueryVariables = Exact<{
  from: string;
  to: string;
  interval: UsageInterval;
  groupBy: Array<UsageDimension> | UsageDimension;
  filter: UsageFilter;
}>;


export type UsageTokensOfGroupsQuery = { usage: { groups: Array<{ key: { isOther: boolean, aiApiId: string | null, consumerId: string | null, environment: Environment | null, policyId: string | null, providerId: string | null, modelId: string | null, endpointId: string | null, outcome: Outcome | null }, series: Array<{ at: string, figures: { attempts: { tokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number }, estimatedTokens: { input: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number, output: number, reasoning: number } } | null } }> }> } };

const TokenAmountsDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"TokenAmounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TokenFigures"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"input"}},{"kind":"Field","name":{"kind":"Name","value":"cacheRead"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite5m"}},{"kind":"Field","name":{"kind":"Name","value":"cacheWrite1h"}},{"kind":"Field","name":{"kind":"Name","value":"output"}},{"kind":"Field","name":{"kind":"Name","value":"reasoning"}}]}};
const UsageAmountsDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"UsageAmounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFigures"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}},{"kind":"Field","name":{"kind":"Name","value":"failovers"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"}},{"kind":"Field","name":{"kind":"Name","value":"unpriced"}},{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TokenAmounts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"estimatedTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TokenAmounts"}}]}}]}}]}};
const LatencyDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"Latency"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LatencyFigures"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"duration"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}},{"kind":"Field","name":{"kind":"Name","value":"firstContent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}},{"kind":"Field","name":{"kind":"Name","value":"overhead"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}}]}};
const GroupKeyDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"GroupKey"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UsageKey"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isOther"}},{"kind":"Field","name":{"kind":"Name","value":"aiApiId"}},{"kind":"Field","name":{"kind":"Name","value":"consumerId"}},{"kind":"Field","name":{"kind":"Name","value":"environment"}},{"kind":"Field","name":{"kind":"Name","value":"policyId"}},{"kind":"Field","name":{"kind":"Name","value":"providerId"}},{"kind":"Field","name":{"kind":"Name","value":"modelId"}},{"kind":"Field","name":{"kind":"Name","value":"endpointId"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}};
export const UsageByDimensionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageByDimension"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageDimension"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"PERIOD"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UsageAmounts"}}]}}]}}]}}]}},TokenAmountsDefinition,GroupKeyDefinition,UsageAmountsDefinition]} as unknown as DocumentNode<UsageByDimensionQuery, UsageByDimensionQueryVariables>;
export const UsageOverallDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageOverall"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"interval"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageInterval"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"Variable","name":{"kind":"Name","value":"interval"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UsageAmounts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"series"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"figures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"usageGaps"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"dataPlaneId"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}},TokenAmountsDefinition,UsageAmountsDefinition]} as unknown as DocumentNode<UsageOverallQuery, UsageOverallQueryVariables>;
export const UsageOutcomesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageOutcomes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"PERIOD"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"OUTCOME"}]}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<UsageOutcomesQuery, UsageOutcomesQueryVariables>;
export const UsageLatencyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageLatency"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageDimension"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latency"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Latency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"latency"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Latency"}}]}}]}}]}}]}}]}},LatencyDefinition,GroupKeyDefinition]} as unknown as DocumentNode<UsageLatencyQuery, UsageLatencyQueryVariables>;
export const UsageCountsOfGroupsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageCountsOfGroups"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"interval"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageInterval"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageDimension"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"Variable","name":{"kind":"Name","value":"interval"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"series"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"figures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requests"}}]}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"}}]}}]}}]}}]}}]}}]}},GroupKeyDefinition]} as unknown as DocumentNode<UsageCountsOfGroupsQuery, UsageCountsOfGroupsQueryVariables>;
export const UsageTokensOfGroupsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageTokensOfGroups"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"interval"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageInterval"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageDimension"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"Variable","name":{"kind":"Name","value":"interval"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"GroupKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"series"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"figures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TokenAmounts"}}]}},{"kind":"Field","name":{"kind":"Name","value":"estimatedTokens"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TokenAmounts"}}]}}]}}]}}]}}]}}]}}]}},GroupKeyDefinition,TokenAmountsDefinition]} as unknown as DocumentNode<UsageTokensOfGroupsQuery, UsageTokensOfGroupsQueryVariables>;