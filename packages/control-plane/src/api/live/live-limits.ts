const KIB = 1024;
const MIB = 1024 * KIB;

/** What the connections for subscriptions may take; docs/limits.md says what happens beyond each. */
export const liveLimits = {
  /** At one control plane, those that are not authenticated yet included. */
  connectionsMax: 1_000,
  /** Those that are not authenticated yet, so that strangers cannot take the places of callers. */
  strangersMax: 100,
  connectionsPerCallerMax: 200,
  subscriptionsPerConnectionMax: 50,
  /** What one event of each of a caller's subscriptions may hold together, as the cost of operations is counted. */
  subscribedFieldsPerCallerMax: 1_000_000,
  /** Of one message from a client. */
  messageBytesMax: 128 * KIB,
  /** Messages that a client has not taken yet: one for each subscription, and answers to what it sends. */
  messagesWaitingMax: 100,
  bytesWaitingMax: 16 * MIB,
  /** From the connection to its `connection_init`. */
  initTimeoutMs: 5_000,
  /** A client that has not answered one ping by the next is gone. */
  pingIntervalMs: 12_000,
  /** How long a client has to answer a close before its socket is destroyed. */
  closeTimeoutMs: 2_000,
  /** How often it is asked whether the access tokens of open connections still hold. */
  tokenCheckIntervalMs: 1_000,
  /** How long a connection outlives the last time that this could be told. */
  tokenUncheckedMaxMs: 30_000,
} as const;
export type LiveLimits = { readonly [limit in keyof typeof liveLimits]: number };
