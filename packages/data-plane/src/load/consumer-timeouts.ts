/** A consumer that reads nothing for this long is cut off, because it occupies a connection to the vendor. */
export const CONSUMER_STALL_MS_MAX = 120_000;

/** How long a consumer may keep the gateway waiting in each state of a connection. */
export interface ConsumerTimeouts {
  /** From the first byte of a connection or request to the end of the headers. */
  readonly headersMs: number;
  /** Between two chunks of a body that the gateway reads, and for the entire body. */
  readonly bodyPauseMs: number;
  readonly bodyMs: number;
  /** For an entire request that is streamed through. */
  readonly requestMs: number;
  /** Between two requests on a connection. */
  readonly keepAliveMs: number;
  /** To read an answer that is complete on the gateway's side. */
  readonly unreadAnswerMs: number;
  /** For the rest of a request body after the answer, which is read and dropped. */
  readonly restMs: number;
  /** How often connections are checked for `headersMs` and `requestMs`. */
  readonly checkIntervalMs: number;
}

export const CONSUMER_TIMEOUTS: ConsumerTimeouts = {
  headersMs: 30_000,
  bodyPauseMs: 30_000,
  bodyMs: 300_000,
  // The longest timeout that an attempt can have; attempts end sooner.
  requestMs: 3_600_000,
  // Longer than the idle timeout of common load balancers, so that the gateway never closes a connection just as a
  // request arrives.
  keepAliveMs: 75_000,
  unreadAnswerMs: 120_000,
  restMs: 10_000,
  checkIntervalMs: 5_000,
};
