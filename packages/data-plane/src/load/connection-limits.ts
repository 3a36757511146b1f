/**
 * Connections of consumers, including idle ones. One more is closed without an answer, because answering would also
 * cost work.
 */
export const CONSUMER_CONNECTIONS_MAX = 20_000;

/** The maximum number of open sockets per origin; further requests wait for one within their attempt's timeout. */
export const SOCKETS_PER_ORIGIN_MAX = 1_024;
