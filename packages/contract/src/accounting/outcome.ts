import type { GatewayErrorCode } from '../kernel/gateway-error';
import { enumeration } from '../profile/schema-notes';
import type { Fault } from './fault';

interface OutcomeMeaning {
  readonly fault: Fault;
  readonly meaning: string;
}

/**
 * What can become of a request or an attempt, and whose fault that is. Log, metrics, GraphQL and docs have no other list. A
 * request's outcome is that of its last attempt, or why there was none.
 */
export const OUTCOMES = {
  ANSWERED: { fault: 'NONE', meaning: 'Answered in full.' },

  CONSUMER_GONE: { fault: 'CALLER', meaning: 'The consumer closed the connection.' },
  CONSUMER_SLOW: { fault: 'CALLER', meaning: 'The consumer sent its body or read the response too slowly.' },
  INVALID_JSON: { fault: 'CALLER', meaning: 'The body is not valid JSON.' },
  INVALID_FORM: { fault: 'CALLER', meaning: 'The body is not a valid form.' },
  INVALID_MODEL: { fault: 'CALLER', meaning: 'The request names no model, or names it ambiguously.' },
  INVALID_PATH: { fault: 'CALLER', meaning: 'The path is ambiguous or too long.' },
  INVALID_API_KEY: { fault: 'CALLER', meaning: 'The consumer key is missing, unknown, expired or disabled.' },
  ACCESS_DENIED: { fault: 'CALLER', meaning: 'The consumer has no access grant for the AI API.' },
  AI_API_NOT_FOUND: { fault: 'CALLER', meaning: 'No AI API has this path.' },
  UNKNOWN_MODEL: { fault: 'CALLER', meaning: 'The AI API does not offer the model.' },
  ENVIRONMENT_NOT_CONFIGURED: { fault: 'CALLER', meaning: "The AI API does not serve the key's environment." },
  OPERATION_NOT_SUPPORTED: { fault: 'CALLER', meaning: 'No target of the model supports the operation.' },
  BODY_TIMEOUT: { fault: 'CALLER', meaning: 'The request did not arrive in time.' },
  BODY_TOO_LARGE: { fault: 'CALLER', meaning: "The body exceeds the gateway's limit." },
  UNSUPPORTED_ENCODING: { fault: 'CALLER', meaning: 'The body has a content coding that the gateway cannot decode.' },
  UPGRADE_NOT_SUPPORTED: { fault: 'CALLER', meaning: 'The request asks for another protocol.' },
  HEADERS_TOO_LARGE: { fault: 'CALLER', meaning: "The headers exceed the gateway's limit." },
  REQUEST_INVALID: { fault: 'CALLER', meaning: 'The vendor found the request invalid.' },
  REQUEST_TOO_LARGE: { fault: 'CALLER', meaning: 'The request alone exceeds a limit of the vendor.' },
  CONTEXT_TOO_LONG: { fault: 'CALLER', meaning: "The request exceeds the model's context window." },
  CONTENT_FILTERED: {
    fault: 'CALLER',
    meaning: "A content filter or the vendor's usage policy refused the request.",
  },

  OPERATION_NOT_ALLOWED: { fault: 'POLICY', meaning: 'The AI API refuses operations that are not routed.' },

  FAILURE_STATUS: { fault: 'PROVIDER', meaning: 'The vendor answered with an error of an unknown kind.' },
  MODEL_NOT_FOUND: { fault: 'PROVIDER', meaning: 'The vendor does not serve the model.' },
  CREDENTIAL_REJECTED: { fault: 'PROVIDER', meaning: "The vendor rejected the endpoint's credential." },
  ACCOUNT_EXHAUSTED: { fault: 'PROVIDER', meaning: "The account's credit or quota is used up." },
  OVERLOADED: { fault: 'PROVIDER', meaning: 'The vendor or the model has no capacity left.' },
  RATE_LIMITED: { fault: 'PROVIDER', meaning: 'The account has sent too much in a short time.' },
  UNREACHABLE: { fault: 'PROVIDER', meaning: 'The connection to the vendor failed.' },
  CERTIFICATE_UNTRUSTED: { fault: 'PROVIDER', meaning: "The vendor's certificate is not trusted." },
  TIMEOUT: { fault: 'PROVIDER', meaning: 'The vendor did not answer in time.' },
  INVALID_RESPONSE: { fault: 'PROVIDER', meaning: "The vendor's response is invalid." },
  STREAM_FAILED: { fault: 'PROVIDER', meaning: 'The response broke off, paused too long, or reported an error.' },
  NO_AVAILABLE_TARGET: { fault: 'PROVIDER', meaning: 'All targets are suspended.' },

  GATEWAY_OVERLOADED: { fault: 'OWN', meaning: 'The gateway has no capacity for another request.' },
  LOCAL_EXHAUSTION: { fault: 'OWN', meaning: "The gateway's machine has no resources left for a connection." },
  PROXY_FAILED: { fault: 'OWN', meaning: 'The proxy on the way to the vendor failed.' },
  NO_ROUTING_TABLE: { fault: 'OWN', meaning: 'The data plane has no routing table yet.' },
  SHUTTING_DOWN: { fault: 'OWN', meaning: 'The data plane stopped before the request was complete.' },
  INTERNAL: { fault: 'OWN', meaning: 'The gateway failed: its log says why.' },
} as const satisfies Readonly<Record<string, OutcomeMeaning>>;

export type Outcome = keyof typeof OUTCOMES;

export const outcomeSchema = enumeration('Outcome', 'The outcome of a request or an attempt.', meaningsOf(OUTCOMES));

/** Whose fault it is. */
export function faultOf(outcome: Outcome): Fault {
  return OUTCOMES[outcome].fault;
}

/** A request's outcome where the answer is one of the gateway's own errors and no attempt says more. */
export const OUTCOME_OF_REFUSAL: Readonly<Record<GatewayErrorCode | 'internal', Outcome>> = {
  invalid_json: 'INVALID_JSON',
  invalid_form: 'INVALID_FORM',
  invalid_model: 'INVALID_MODEL',
  invalid_path: 'INVALID_PATH',
  invalid_api_key: 'INVALID_API_KEY',
  access_denied: 'ACCESS_DENIED',
  ai_api_not_found: 'AI_API_NOT_FOUND',
  model_not_found: 'UNKNOWN_MODEL',
  environment_not_configured: 'ENVIRONMENT_NOT_CONFIGURED',
  operation_not_allowed: 'OPERATION_NOT_ALLOWED',
  operation_not_supported: 'OPERATION_NOT_SUPPORTED',
  request_timeout: 'BODY_TIMEOUT',
  request_too_large: 'BODY_TOO_LARGE',
  unsupported_encoding: 'UNSUPPORTED_ENCODING',
  upgrade_not_supported: 'UPGRADE_NOT_SUPPORTED',
  headers_too_large: 'HEADERS_TOO_LARGE',
  upstream_unreachable: 'UNREACHABLE',
  upstream_invalid_response: 'INVALID_RESPONSE',
  upstream_credential_rejected: 'CREDENTIAL_REJECTED',
  upstream_error_withheld: 'FAILURE_STATUS',
  no_available_target: 'NO_AVAILABLE_TARGET',
  overloaded: 'GATEWAY_OVERLOADED',
  no_routing_table: 'NO_ROUTING_TABLE',
  shutting_down: 'SHUTTING_DOWN',
  upstream_timeout: 'TIMEOUT',
  internal: 'INTERNAL',
};

function meaningsOf<T extends Readonly<Record<string, OutcomeMeaning>>>(table: T) {
  const meanings = Object.entries(table).map(([name, { meaning }]) => [name, meaning]);
  return Object.fromEntries(meanings) as { readonly [Name in keyof T & string]: string };
}
