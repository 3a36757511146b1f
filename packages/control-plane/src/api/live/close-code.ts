/**
 * Why the control plane closes a connection; other codes come from `ws` and the `graphql-ws` protocol. `graphql-ws`
 * clients reconnect after each of these except INTERNAL_ERROR, BAD_REQUEST and UNAUTHORIZED, which they treat as fatal.
 */
export const CloseCode = {
  /** The control plane is shutting down (RFC 6455, section 7.4.1). */
  GOING_AWAY: 1001,
  /** An internal error; the log has the detail (RFC 6455, section 7.4.1). */
  INTERNAL_ERROR: 1011,
  /** Temporarily unavailable; the reason says why (IANA registry of WebSocket close codes). */
  TRY_AGAIN_LATER: 1013,
  /** The client sent a message that only the server may send; Bad Request in the `graphql-ws` protocol. */
  BAD_REQUEST: 4400,
  /** The connection parameters have no token, so trying again is useless; Unauthorized in the `graphql-ws` protocol. */
  UNAUTHORIZED: 4401,
  /** The token is unknown, expired or revoked; Forbidden in the `graphql-ws` protocol. */
  FORBIDDEN: 4403,
} as const;
