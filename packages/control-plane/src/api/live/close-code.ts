/**
 * Why the control plane closes a connection; the others come from `ws` and from the protocol of `graphql-ws`. Clients of
 * `graphql-ws` connect again after each of these but INTERNAL_ERROR and BAD_REQUEST, which they take for final.
 */
export const CloseCode = {
  /** The control plane stops (RFC 6455, section 7.4.1). */
  GOING_AWAY: 1001,
  /** A fault of the control plane; its log has the detail (RFC 6455, section 7.4.1). */
  INTERNAL_ERROR: 1011,
  /** What the client needs is not to be had now (the IANA registry of WebSocket close codes): the reason says what. */
  TRY_AGAIN_LATER: 1013,
  /** The client sends what is not for a client to send; the protocol of `graphql-ws` names it Bad Request. */
  BAD_REQUEST: 4400,
  /** The token is missing, unknown, expired or revoked; the protocol of `graphql-ws` names it Forbidden. */
  FORBIDDEN: 4403,
} as const;
