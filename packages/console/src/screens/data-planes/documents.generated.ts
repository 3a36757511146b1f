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

export type DataPlaneRowFragment = { id: string, host: string, version: string, live: boolean, upToDate: boolean, appliedRevision: number | null, observedRevision: number | null, lastSeenAt: string, startedAt: string, requestsInFlight: number, suspensionCount: number, storageProblem: string | null, usageProblem: string | null, tableCurrentAt: string | null, rejection: { id: string, revision: number, reason: string, entryKey: string } | null, endpointFaults: Array<{ id: string, endpointId: string, reason: string }>, suspensions: Array<{ id: string, availability: Availability, cause: SuspensionCause | null, suspendedUntil: string | null, target:
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
     | null }> };

export type DataPlanesQueryVariables = Exact<{ [key: string]: never; }>;


export type DataPlanesQuery = { controlPlane: { id: string, version: string, committedRevision: number, publishedRevision: number | null, publishedAt: string | null, publicationProblem: string | null, storageProblem: string | null, liveDataPlaneCount: number, upToDateDataPlaneCount: number }, dataPlanes: Array<{ id: string, host: string, version: string, live: boolean, upToDate: boolean, appliedRevision: number | null, observedRevision: number | null, lastSeenAt: string, startedAt: string, requestsInFlight: number, suspensionCount: number, storageProblem: string | null, usageProblem: string | null, tableCurrentAt: string | null, rejection: { id: string, revision: number, reason: string, entryKey: string } | null, endpointFaults: Array<{ id: string, endpointId: string, reason: string }>, suspensions: Array<{ id: string, availability: Availability, cause: SuspensionCause | null, suspendedUntil: string | null, target:
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
       | null }> }> };

export type DataPlaneChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type DataPlaneChangedSubscription = { dataPlaneChanged: { id: string, host: string, version: string, live: boolean, upToDate: boolean, appliedRevision: number | null, observedRevision: number | null, lastSeenAt: string, startedAt: string, requestsInFlight: number, suspensionCount: number, storageProblem: string | null, usageProblem: string | null, tableCurrentAt: string | null, rejection: { id: string, revision: number, reason: string, entryKey: string } | null, endpointFaults: Array<{ id: string, endpointId: string, reason: string }>, suspensions: Array<{ id: string, availability: Availability, cause: SuspensionCause | null, suspendedUntil: string | null, target:
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
       | null }> } };

const DataPlaneRowDefinition = {"kind":"FragmentDefinition","name":{"kind":"Name","value":"DataPlaneRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DataPlane"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"live"}},{"kind":"Field","name":{"kind":"Name","value":"upToDate"}},{"kind":"Field","name":{"kind":"Name","value":"appliedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"observedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"requestsInFlight"}},{"kind":"Field","name":{"kind":"Name","value":"suspensionCount"}},{"kind":"Field","name":{"kind":"Name","value":"storageProblem"}},{"kind":"Field","name":{"kind":"Name","value":"usageProblem"}},{"kind":"Field","name":{"kind":"Name","value":"tableCurrentAt"}},{"kind":"Field","name":{"kind":"Name","value":"rejection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"revision"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"entryKey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpointFaults"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"endpointId"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"suspensions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"availability"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"suspendedUntil"}},{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"model"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"policy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"aiApi"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]}};
export const DataPlanesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DataPlanes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"controlPlane"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"committedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedRevision"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"publicationProblem"}},{"kind":"Field","name":{"kind":"Name","value":"storageProblem"}},{"kind":"Field","name":{"kind":"Name","value":"liveDataPlaneCount"}},{"kind":"Field","name":{"kind":"Name","value":"upToDateDataPlaneCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dataPlanes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DataPlaneRow"}}]}}]}},DataPlaneRowDefinition]} as unknown as DocumentNode<DataPlanesQuery, DataPlanesQueryVariables>;
export const DataPlaneChangedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"DataPlaneChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dataPlaneChanged"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DataPlaneRow"}}]}}]}},DataPlaneRowDefinition]} as unknown as DocumentNode<DataPlaneChangedSubscription, DataPlaneChangedSubscriptionVariables>;