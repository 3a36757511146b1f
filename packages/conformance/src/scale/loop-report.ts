/** What the event-loop probe of a program saw since it was last asked. Times in milliseconds. */
export interface LoopReport {
  /** How many turns the event loop made. */
  readonly turns: number;
  /**
   * The longest turn by what the program's own code used: CPU time, without garbage collection. Waiting for a core that
   * another process has does not count.
   */
  readonly longestTurnMs: number;
  /** The longest turn by the clock, with garbage collections and with waiting for a core. */
  readonly longestTurnByClockMs: number;
  /** The longest garbage collection that stopped the program, by the clock. */
  readonly longestCollectionMs: number;
}

/** The setting that tells the probe the path of the socket on which it answers. */
export const PROBE_SOCKET_SETTING = 'LOOP_PROBE_SOCKET';
