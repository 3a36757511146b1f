/** The gateway's own answers: the status of each code. */
export const GATEWAY_ERROR_STATUS = {
  invalid_json: 400,
  invalid_model: 400,
  invalid_path: 400,
  invalid_api_key: 401,
  access_denied: 403,
  ai_api_not_found: 404,
  model_not_found: 404,
  environment_not_configured: 404,
  request_too_large: 413,
  request_timeout: 408,
  unsupported_encoding: 415,
  upgrade_not_supported: 426,
  upstream_unreachable: 502,
  headers_too_large: 431,
  upstream_invalid_response: 502,
  upstream_credential_rejected: 502,
  no_available_target: 503,
  overloaded: 503,
  no_routing_table: 503,
  upstream_timeout: 504,
} as const;
export type GatewayErrorCode = keyof typeof GATEWAY_ERROR_STATUS;
