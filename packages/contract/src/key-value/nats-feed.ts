import {
  DeliverPolicy,
  isFlowControlMsg,
  isHeartbeatMsg,
  JsHeaders,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
} from 'nats';
import { TurnBudget } from '../nats/turn-budget';
import { deliveryPosition } from './delivery-position';
import {
  type ConsumerOptions,
  deleteConsumer,
  FeedConsumer,
  type FeedStart,
  REQUEST_TIMEOUT_MS,
} from './feed-consumer';
import { FeedPace, type PaceLimit } from './feed-pace';
import { STREAM_MESSAGE_BYTES_MAX } from './bucket-limits';
import { streamOf } from './nats-bucket';

/** A feed without a message or heartbeat for this long is given up. */
const SILENCE_MAX_MS = 4_000;
/** With 110,000 values in a row, reading the clocks for each takes 2 % of the time. */
const SMALL_VALUES_PER_CLOCK_READING = 4;
const SMALL_VALUE_BYTES_MAX = 8_192;
/** The answer to the creation of a consumer waits behind the first values, as long as those go on arriving. */
const CREATION_TIMEOUT_MS = 60_000;
const HEARTBEATS_STOPPED =
  "the watch's heartbeats stopped: NATS does not answer, or another program watches under the same name, such as a data " +
  'plane with a copy of this data folder';
/** The size of a write's headers, about. */
const HEADER_BYTES = 100;
const OPERATION_HEADER = 'KV-Operation';
/** The keys that NATS allows in a bucket (ADR-8). Whoever writes to the stream itself can use any others. */
const KEY = /^[-/_=.a-zA-Z0-9]+$/;
/** The last two tokens of a subject for flow control: the consumer and a random one. */
const FLOW_CONTROL_TOKENS = /^[-\w]+\.[-\w]+$/;

/** A feed of all values had fewer than there were when it was opened: a purge may have made the server skip some. */
export class ValuesSkippedError extends Error {
  constructor() {
    super('the watch got fewer values than there were: keys were purged meanwhile');
  }
}

export interface FeedListener {
  onEntry(key: string, value: Uint8Array | null, sequence: number): void;
  onCaughtUp(): void;
  /** Nothing has changed since it caught up. Called with each heartbeat. */
  onCurrent?(): void;
  /** The feed has ended: a message was missed, the heartbeats stopped, or the bucket is gone. */
  onBroken(reason: Error): void;
}

export interface FeedOptions extends ConsumerOptions {
  /** Creates no consumer once it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * The newest value of every key of a JetStream bucket, and then each change. The client library's watch repairs itself
 * by resuming after its last message, which is wrong if the bucket was wiped, and it does so only after missed
 * heartbeats. This one repairs nothing: it reports that it is broken, and is reopened.
 *
 * Anybody may have written to the stream or to the feed's inbox. Keys that no bucket may have are ignored, and it
 * publishes to nothing but the server's subjects for flow control.
 *
 * @returns a function that ends the feed. It leaves the consumer: the server removes it, or the next feed of this name does
 * @throws JetStreamFaultError or NatsError when the consumer cannot be created: the bucket does not exist or has too many, or the
 *   server does not answer; the signal's reason once it is aborted
 */
export async function openNatsFeed(
  connection: NatsConnection,
  options: FeedOptions,
  listener: FeedListener,
): Promise<() => void> {
  const { bucket, name, signal } = options;
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
  const patientManager = await connection.jetstreamManager({ checkAPI: false, timeout: CREATION_TIMEOUT_MS });
  signal?.throwIfAborted();
  await deleteConsumer(manager, bucket, name);
  // From here to its request nothing is awaited: whoever opens a feed of this name next, deletes what this one has created.
  signal?.throwIfAborted();
  const consumer = new FeedConsumer(connection, patientManager, options);
  const feed = new NatsFeed(connection, consumer, options, listener);
  try {
    feed.opened(await Promise.race([consumer.create(), feed.broken]));
  } catch (error) {
    feed.stop();
    throw error;
  }
  return () => feed.stop();
}

class NatsFeed {
  readonly #connection: NatsConnection;
  readonly #listener: FeedListener;
  readonly #keyPrefix: string;
  readonly #flowControlPrefix: string;
  readonly #subscription;
  readonly #silenceTimer: NodeJS.Timeout;
  readonly #turn: TurnBudget;
  readonly #start: FeedStart;
  readonly #consumer: FeedConsumer;
  /** Null once it has caught up. */
  #pace: FeedPace | null = new FeedPace();
  /** Whether the server is being asked to send at another rate. */
  #isChangingPace = false;
  /** How many values there were when the feed was opened; null until the server has told. */
  #announced: number | null = null;
  #received = 0;
  /**
   * How many messages the server announces after the last one. A server of 2.9 counts too many for good if keys were written
   * again before it had sent their former values. A heartbeat tells, and no message has fewer after it since. While changes
   * follow each other closely there is none: whoever must not wait for it finds out from the values whether they are complete.
   */
  #pending = 0;
  #pendingOfNothing = 0;
  #hasCaughtUp = false;
  /** Whether it has caught up before. */
  #wasComplete = false;
  #ended = false;
  readonly #broken = Promise.withResolvers<never>();

  constructor(connection: NatsConnection, consumer: FeedConsumer, options: FeedOptions, listener: FeedListener) {
    const { bucket, start } = options;
    this.#connection = connection;
    this.#consumer = consumer;
    this.#start = start;
    this.#listener = listener;
    this.#keyPrefix = `$KV.${bucket}.`;
    this.#flowControlPrefix = `$JS.FC.${streamOf(bucket)}.`;
    this.#turn = new TurnBudget(connection);
    this.#broken.promise.catch(() => undefined);
    this.#silenceTimer = setTimeout(() => this.#break(HEARTBEATS_STOPPED), SILENCE_MAX_MS).unref();
    this.#subscription = connection.subscribe(consumer.inbox, {
      callback: (error, message) => (error === null ? this.#onMessage(message) : this.#break(error.message)),
    });
    void this.#subscription.closed.then(() => this.#break('the connection was closed'));
  }

  /** Rejects with the reason when the feed breaks. */
  get broken(): Promise<never> {
    return this.#broken.promise;
  }

  /**
   * @param entryCount how many entries the bucket had when the consumer was created; they may have been delivered
   *   already
   */
  opened(entryCount: number): void {
    this.#announced = entryCount;
    if (this.#isAtEnd || (entryCount === 0 && this.#received === 0)) this.#caughtUp();
  }

  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#silenceTimer);
    // The server removes the consumer by itself.
    this.#subscription.unsubscribe();
  }

  #break(reason: string | Error): void {
    if (this.#ended) return;
    this.stop();
    const error = typeof reason === 'string' ? new Error(reason) : reason;
    this.#broken.reject(error);
    this.#listener.onBroken(error);
  }

  #onMessage(message: Msg): void {
    if (this.#ended) return;
    // The library makes it anew each time.
    const { data } = message;
    this.#noteArrival(data.length);
    // Every write has headers, and the library takes longer to read them than for the rest of the message.
    const headers = data.length > 0 ? null : headersOf(message);
    if (headers !== null && isHeartbeatMsg(message)) return this.#onHeartbeat(headers);
    const reply = message.reply ?? '';
    if (headers !== null && isFlowControlMsg(message)) return this.#onFlowControl(reply);
    const size = data.length + message.subject.length + reply.length + HEADER_BYTES;
    const limit = this.#pace?.note(size, performance.now()) ?? null;
    if (limit !== null) void this.#changePace(limit);
    const position = deliveryPosition(reply);
    if (position === null || position.feedSequence !== this.#received + 1)
      return this.#break('the watch missed a message');
    this.#received += 1;
    this.#hasCaughtUp = false;
    const key = this.#keyOf(message.subject);
    if (key !== null) this.#listener.onEntry(key, isDeletion(headers) ? null : data, position.sequence);
    this.#pending = position.pending;
    this.#pendingOfNothing = Math.min(this.#pendingOfNothing, position.pending);
    if (this.#isAtEnd) this.#caughtUp();
  }

  /** Small values follow each other closely, so the clocks are not read for each. @param bytes of the value; 0 for none */
  #noteArrival(bytes: number): void {
    const isSmallValue = bytes > 0 && bytes <= SMALL_VALUE_BYTES_MAX;
    if (isSmallValue && this.#received % SMALL_VALUES_PER_CLOCK_READING !== 0) return;
    this.#silenceTimer.refresh();
    this.#turn.spend();
  }

  /** Null if no bucket may have such a key. */
  #keyOf(subject: string): string | null {
    const key = subject.slice(this.#keyPrefix.length);
    return subject.startsWith(this.#keyPrefix) && KEY.test(key) ? key : null;
  }

  /** The acknowledgement lets the server send more at once, so what a slow connection needs comes first. */
  #onFlowControl(subject: string): void {
    const limit = this.#pace?.limitBeforeAcknowledging() ?? null;
    if (limit === null || this.#isChangingPace) return this.#answerFlowControl(subject);
    void this.#changePace(limit).then(() => {
      if (!this.#ended) this.#answerFlowControl(subject);
    });
  }

  /** If it fails, the feed may break, and is opened again. */
  async #changePace(limit: PaceLimit): Promise<void> {
    const pace = this.#pace;
    if (pace === null || this.#isChangingPace) return;
    this.#isChangingPace = true;
    try {
      if (limit.isRaise && !(await this.#mayRaise(pace))) return;
      // Once it has caught up, the limit is lifted already.
      if (this.#ended || this.#pace === null) return;
      pace.limited(limit);
      await this.#consumer.limitTo(limit.bytesPerSecond);
    } catch {
      // Without an answer, nothing is known of the limit: the next samples tell.
    } finally {
      this.#isChangingPace = false;
    }
  }

  async #mayRaise(pace: FeedPace): Promise<boolean> {
    const sinceMs = performance.now();
    await this.#connection.flush();
    return pace.mayRaise(performance.now() - sinceMs, STREAM_MESSAGE_BYTES_MAX);
  }

  /** Anybody who knows the inbox may ask. A reply to any other subject would be written with this client's permissions. */
  #answerFlowControl(subject: string): void {
    const isOurs =
      subject.startsWith(this.#flowControlPrefix) &&
      FLOW_CONTROL_TOKENS.test(subject.slice(this.#flowControlPrefix.length));
    if (isOurs) this.#connection.publish(subject);
    else this.#break('the watch was asked to answer on a subject that is not for flow control');
  }

  /** Whether nothing followed the last message. */
  get #isAtEnd(): boolean {
    return this.#received > 0 && this.#pending === this.#pendingOfNothing;
  }

  /**
   * Whether a feed of all values may have ended before all had come. The number of messages alone does not tell: values that
   * were written since the feed was opened make up for those that the server skipped. But the skipped ones stay pending for
   * ever. The server may also have counted too many; then the feed is opened again for nothing. Or it has counted too few: then
   * the table's sum does not fit its head, and the bucket is read again.
   */
  #areValuesSkipped(announced: number): boolean {
    if (this.#start !== DeliverPolicy.All || this.#wasComplete) return false;
    return this.#received < announced || this.#pending > 0;
  }

  #caughtUp(): void {
    if (this.#ended || this.#announced === null) return;
    if (this.#areValuesSkipped(this.#announced)) return this.#break(new ValuesSkippedError());
    this.#wasComplete = this.#hasCaughtUp = true;
    if (this.#pace?.isLimited === true) void this.#consumer.limitTo(Infinity).catch(() => undefined);
    this.#pace = null;
    this.#listener.onCaughtUp();
  }

  /**
   * The server sends a heartbeat when it has nothing else to send. It says how much was sent, and whether the server
   * waits for a flow-control reply, which may have been lost. Otherwise nothing follows, even if more was announced: messages
   * may have expired, or been purged or skipped, before their turn.
   */
  #onHeartbeat(headers: MsgHdrs): void {
    const stalled = headers.get(JsHeaders.ConsumerStalledHdr);
    const sent = Number(headers.get(JsHeaders.LastConsumerSeqHdr));
    if (stalled !== '' && !this.#isChangingPace) this.#answerFlowControl(stalled);
    if (sent !== this.#received) this.#break('the watch missed its last messages');
    else if (stalled === '') this.#nothingFollows();
  }

  #nothingFollows(): void {
    this.#pendingOfNothing = this.#pending;
    if (this.#hasCaughtUp) this.#listener.onCurrent?.();
    else this.#caughtUp();
  }
}

/** The headers; null if there are none, or if they are malformed, of which the client library throws an error. */
function headersOf(message: Msg): MsgHdrs | null {
  try {
    return message.headers ?? null;
  } catch {
    return null;
  }
}

/** A deletion is a message without a value that carries an operation. */
function isDeletion(headers: MsgHdrs | null): boolean {
  return headers !== null && headers.get(OPERATION_HEADER) !== '';
}
