import type { Outcome } from '@switchyard/contract';

/** What an operator, or the consumer, can do about each outcome. Null if there is nothing to do. */
export const OUTCOME_ADVICE: Readonly<Record<Outcome, string | null>> = {
  ANSWERED: null,

  CONSUMER_GONE: "If the consumer gave up, raise its client's timeout, or lower the policy's.",
  CONSUMER_SLOW: 'The consumer, or a proxy in front of the gateway, must read responses faster.',
  INVALID_JSON: 'The consumer must send valid JSON.',
  INVALID_FORM: 'The consumer must send a valid form.',
  INVALID_MODEL: 'The consumer must name one model, in the place that the API has for it.',
  INVALID_PATH: 'The consumer must send the path as the API documents it, without encoded slashes.',
  INVALID_API_KEY: 'Give the consumer a key that is valid: `switchyard keys issue`.',
  ACCESS_DENIED: 'Grant the consumer access to the AI API.',
  AI_API_NOT_FOUND: 'The consumer must use the base path of an AI API that is enabled: `switchyard get ai-apis`.',
  UNKNOWN_MODEL:
    "Add the model to one of the AI API's providers, or an alias for it, or let the consumer ask for one of the model list.",
  ENVIRONMENT_NOT_CONFIGURED: "Give the AI API a default endpoint or a policy for the key's environment.",
  OPERATION_NOT_SUPPORTED:
    'Add a target whose provider has the operation: `switchyard explain` shows which targets have it.',
  BODY_TIMEOUT: 'The consumer must send its request faster.',
  BODY_TOO_LARGE: "Raise the data plane's setting SWITCHYARD_REQUEST_BODY_MIB_MAX, or let the consumer send less.",
  UNSUPPORTED_ENCODING: 'The consumer must send its body uncompressed, or with gzip, deflate, br or zstd.',
  UPGRADE_NOT_SUPPORTED: 'The consumer must use HTTP requests: the gateway serves no WebSockets.',
  HEADERS_TOO_LARGE: 'The consumer must send fewer or shorter headers.',
  REQUEST_INVALID: "The consumer must correct its request: the vendor's error says what is wrong.",
  REQUEST_TOO_LARGE: 'The consumer must send less, or the account needs a higher limit.',
  CONTEXT_TOO_LONG: 'The consumer must send a shorter prompt, or ask for a model with a larger context window.',
  CONTENT_FILTERED: "The consumer must change its request: the vendor's policy does not allow it.",

  OPERATION_NOT_ALLOWED: 'Let the AI API pass unrouted operations on, or let the consumer use those that are routed.',

  FAILURE_STATUS: "Look at the vendor's status page. Fallbacks in a policy keep consumers served meanwhile.",
  MODEL_NOT_FOUND: "Check the model's name, and whether the endpoint's account may use it.",
  CREDENTIAL_REJECTED: "Replace the endpoint's credential: the vendor no longer accepts it.",
  ACCOUNT_EXHAUSTED: "Add credit to the vendor's account or raise its quota.",
  OVERLOADED: 'Add fallbacks at other endpoints or providers to the policy.',
  RATE_LIMITED: 'Ask the vendor for a higher limit, or spread the load over more endpoints by a policy.',
  UNREACHABLE: "Check the endpoint's URL, and the network, DNS and proxy between the data plane and it.",
  CERTIFICATE_UNTRUSTED: "Give the endpoint the CA certificate that issued the vendor's, or have that one renewed.",
  TIMEOUT: 'Raise the timeout of the policy if the model needs longer, or add fallbacks.',
  INVALID_RESPONSE: "Check that the endpoint's URL belongs to the provider's API and not to a proxy or a web page.",
  STREAM_FAILED:
    "Raise the stream timeouts of the AI API if the model pauses for longer; otherwise look at the vendor's status page.",
  NO_AVAILABLE_TARGET:
    '`switchyard status` names each suspended target with its cause. Add fallbacks, or mend the cause.',

  GATEWAY_OVERLOADED: 'Add data planes, or raise their limits if they have memory and CPU to spare.',
  LOCAL_EXHAUSTION: "Raise the machine's limit of open files (`ulimit -n`) or of ports.",
  PROXY_FAILED: 'Check the proxy that the data plane uses for the vendor.',
  NO_ROUTING_TABLE:
    'Check that the data plane reaches NATS and that a control plane has published: `switchyard status`.',
  SHUTTING_DOWN: 'Nothing, if it is rare: requests can be repeated. Otherwise give data planes longer to drain.',
  INTERNAL: "Look for the request's id in the data plane's log, and report the fault.",
};
