const KIB = 1024;
const MIB = 1024 * KIB;

/** Limits of connections for subscriptions; docs/limits.md says what happens beyond each. */
export const liveLimits = {
  /** Per control plane, including connections that are not yet authenticated. */
  connectionsMax: 1_000,
  /** Connections that are not yet authenticated, so that they cannot crowd out authenticated callers. */
  unauthenticatedMax: 100,
  connectionsPerCallerMax: 200,
  subscriptionsPerConnectionMax: 50,
  /** The sum over a caller's subscriptions of the most fields that one event can have, counted as operation cost. */
  subscribedFieldsPerCallerMax: 1_000_000,
  /** The size of one message from a client. */
  messageBytesMax: 128 * KIB,
  /** In how many fragments and reads it may come: each takes memory besides its content. */
  messagePartsMax: 1_024,
  /** Messages that a client has not yet received: one per subscription, and replies to its own messages. */
  messagesWaitingMax: 100,
  bytesWaitingMax: 16 * MIB,
  /** From the upgrade to `connection_init`. */
  initTimeoutMs: 5_000,
  /** A client that has not answered one ping by the next is disconnected. */
  pingIntervalMs: 12_000,
  /** How long a client has to answer a close before its socket is destroyed. */
  closeTimeoutMs: 2_000,
  /** How often the access tokens of open connections are checked. */
  tokenCheckIntervalMs: 1_000,
  /** How long a connection stays open after the last successful check. */
  tokenUncheckedMaxMs: 30_000,
} as const;
export type LiveLimits = { readonly [limit in keyof typeof liveLimits]: number };
