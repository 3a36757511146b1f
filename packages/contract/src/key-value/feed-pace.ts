/** How many bytes the server sends to a feed before the first one is acknowledged by flow control (`maxpb`, NATS 2.9 to 2.15). */
const FIRST_WINDOW_BYTES = 2 * 1_024 * 1_024;
/** Each acknowledgement doubles that, whatever the connection carries, up to this (`JsFlowControlMaxPending`). */
const WINDOW_BYTES_MAX = 32 * 1_024 * 1_024;
/**
 * How long what the server has sent may wait on its way. Behind it waits everything else on the connection: the server closes
 * one that takes no bytes for 10 seconds, and the client one on which pings go unanswered for as long.
 */
const QUEUE_MS_MAX = 3_000;
/** A connection that carries this much needs no limit, in bytes per second. */
const LIMIT_MAX = (WINDOW_BYTES_MAX / QUEUE_MS_MAX) * 1_000;
/** The part of a connection's measured rate that a feed may use. */
const SHARE = 0.9;
/** A rate within this part of the limit is what the limit allows. */
const LIMIT_TOLERANCE = 0.8;
const RAISE_FACTOR = 1.5;
/** Where an answer takes longer, too much waits on its way for a higher limit. */
const RAISE_ANSWER_MS_MAX = 800;
/** The server asks for an acknowledgement after half a window: a sample is a quarter of that. */
const SAMPLES_PER_WINDOW = 8;
/** A limit is judged by so many samples of this length. */
const LIMITED_SAMPLES = 4;
const LIMITED_SAMPLE_MS = 500;
/** Or by fewer after this time, if the feed arrives far more slowly. */
const LIMITED_MS_MAX = 4_000;
/** One sample may be a single message. */
const SAMPLES_MIN = 2;

/** How fast the server may send. */
export interface PaceLimit {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number;
  /** It is higher than the one before, so it needs a connection on which little waits (`mayRaise`). */
  readonly isRaise: boolean;
}

/**
 * How fast a feed arrives while it catches up. A feed on a slow connection needs a limit: the server does not find out by
 * itself, sends more than the connection can carry in time, and loses it again and again.
 *
 * What counts is the fastest of a few samples: a long connection is slow until TCP has opened its window, and a busy program
 * takes in nothing for a while, but neither makes the connection slow. A limit that is too low after all is raised step by step.
 */
export class FeedPace {
  #windowBytes = FIRST_WINDOW_BYTES;
  #limit = Infinity;
  #lastMs: number | null = null;
  /** Of the sample that is being taken. */
  #sampleBytes = 0;
  #sampleMs = 0;
  #samples = 0;
  #elapsedMs = 0;
  /** In bytes per second. */
  #fastest = 0;

  get isLimited(): boolean {
    return this.#limit !== Infinity;
  }

  /** A message of the feed has arrived. @returns the limit that the feed should have from now on; null if it can stay as it is */
  note(bytes: number, nowMs: number): PaceLimit | null {
    const gapMs = nowMs - (this.#lastMs ?? nowMs);
    const isFirst = this.#lastMs === null;
    this.#lastMs = nowMs;
    if (isFirst) return null;
    this.#sampleBytes += bytes;
    this.#sampleMs += gapMs;
    const bytesPerSample = this.isLimited
      ? (this.#limit * LIMITED_SAMPLE_MS) / 1_000
      : this.#windowBytes / SAMPLES_PER_WINDOW;
    if (this.#sampleBytes < bytesPerSample) return null;
    this.#fastest = Math.max(this.#fastest, (this.#sampleBytes / this.#sampleMs) * 1_000);
    this.#elapsedMs += this.#sampleMs;
    this.#samples += 1;
    this.#sampleBytes = this.#sampleMs = 0;
    const isJudged = this.#samples >= LIMITED_SAMPLES || this.#elapsedMs >= LIMITED_MS_MAX;
    return this.isLimited && isJudged ? this.#judgeLimit() : null;
  }

  /**
   * The server asks for an acknowledgement, after which it sends twice as much before it asks again.
   *
   * @returns the limit that the feed needs first; null if it can stay as it is
   */
  limitBeforeAcknowledging(): PaceLimit | null {
    this.#windowBytes = Math.min(this.#windowBytes * 2, WINDOW_BYTES_MAX);
    if (this.isLimited) return null;
    const fastest = this.#samples >= SAMPLES_MIN ? this.#fastest : Infinity;
    this.#startOver();
    if ((this.#windowBytes / fastest) * 1_000 <= QUEUE_MS_MAX) return null;
    return { bytesPerSecond: Math.ceil(fastest * SHARE), isRaise: false };
  }

  /**
   * Whether the connection has room for a higher limit: a server begins each limit with a burst.
   *
   * @param answerMs how long an answer of the server takes, which waits behind all that it has sent
   */
  mayRaise(answerMs: number, burstBytes: number): boolean {
    return answerMs <= RAISE_ANSWER_MS_MAX && answerMs + (burstBytes / this.#limit) * 1_000 <= QUEUE_MS_MAX;
  }

  /** The server has been asked for this limit. */
  limited({ bytesPerSecond }: PaceLimit): void {
    this.#limit = bytesPerSecond;
    this.#startOver();
  }

  #judgeLimit(): PaceLimit | null {
    const fastest = this.#fastest;
    this.#startOver();
    if (fastest < this.#limit * LIMIT_TOLERANCE) return { bytesPerSecond: Math.ceil(fastest * SHARE), isRaise: false };
    const raised = Math.ceil(this.#limit * RAISE_FACTOR);
    return { bytesPerSecond: raised >= LIMIT_MAX ? Infinity : raised, isRaise: true };
  }

  #startOver(): void {
    this.#sampleBytes = this.#sampleMs = this.#samples = this.#elapsedMs = this.#fastest = 0;
  }
}
