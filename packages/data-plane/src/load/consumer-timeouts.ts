/** How long a consumer may keep the gateway waiting, in each state of a connection. */
export interface ConsumerTimeouts {
  /** From the first byte of a connection or request to the end of its headers. */
  readonly headersMs: number;
  /** Between two pieces of a body that the gateway reads, and for all of it. */
  readonly bodyPauseMs: number;
  readonly bodyMs: number;
  /** For a whole request that is passed on as it comes. */
  readonly requestMs: number;
  /** Between two requests on a connection. */
  readonly keepAliveMs: number;
  /** To take an answer that is complete on this side: at most what is held of it. */
  readonly unreadAnswerMs: number;
  /** For the rest of a request's body that came after its answer, which is read and dropped. */
  readonly restMs: number;
  /** How often connections are looked at for the first and the fourth of these. */
  readonly checkIntervalMs: number;
}

export const CONSUMER_TIMEOUTS: ConsumerTimeouts = {
  headersMs: 30_000,
  bodyPauseMs: 30_000,
  bodyMs: 300_000,
  // The longest time that an attempt can be given; the attempt itself ends sooner.
  requestMs: 3_600_000,
  // Longer than the idle time of common load balancers, so that it is never this side that closes under a request.
  keepAliveMs: 75_000,
  unreadAnswerMs: 120_000,
  restMs: 10_000,
  checkIntervalMs: 5_000,
};
