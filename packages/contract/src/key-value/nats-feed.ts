import {
  AckPolicy,
  createInbox,
  DeliverPolicy,
  isFlowControlMsg,
  isHeartbeatMsg,
  JsHeaders,
  type Msg,
  type MsgHdrs,
  nanos,
  type NatsConnection,
  ReplayPolicy,
} from 'nats';
import { TurnBudget } from '../nats/turn-budget';

const HEARTBEAT_MS = 1_000;
/** A feed without a message or heartbeat for this long is given up. */
const SILENCE_MAX_MS = 4_000;
/** How long the server keeps the consumer of an abandoned feed. */
const ABANDONED_AFTER_MS = 10_000;
/** With 110,000 values in a row, reading the clocks for each takes 2 % of the time. */
const SMALL_VALUES_PER_CLOCK_READING = 4;
const SMALL_VALUE_BYTES_MAX = 8_192;
const OPERATION_HEADER = 'KV-Operation';
/** The keys that NATS allows in a bucket (ADR-8). Whoever writes to the stream itself can use any others. */
const KEY = /^[-/_=.a-zA-Z0-9]+$/;
/** The last two tokens of a subject for flow control: the consumer and a random one. */
const FLOW_CONTROL_TOKENS = /^[-\w]+\.[-\w]+$/;

/**
 * How a feed begins. A bucket has one value per key, so `All` and `LastPerSubject` are the same values, but for the last ones
 * of 110,000 keys the server first makes a list, for 0.3 s. When a key is purged, however, a server of 2.9 moves a feed of all
 * values to the end of the stream: what it has not sent by then it never sends (`ValuesSkippedError`). `Last` suits a feed of
 * one key: the server makes no list, which takes 0.08 s even for one key.
 */
export type FeedStart = DeliverPolicy.All | DeliverPolicy.LastPerSubject | DeliverPolicy.Last;

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

/**
 * The newest value of every key of a JetStream bucket, and then each change. The client library's watch repairs itself
 * by resuming after its last message, which is wrong if the bucket was wiped, and it does so only after missed
 * heartbeats. This one repairs nothing: it reports that it is broken, and is reopened.
 *
 * Anybody may have written to the stream or to the feed's inbox. Keys that no bucket may have are ignored, and it
 * publishes to nothing but the server's subjects for flow control.
 *
 * @param key one key, or `>` for all
 * @param start `LastPerSubject` for every value that is not purged, however many are; `All` for them sooner, or a broken feed
 * @returns a function that ends the feed
 * @throws when the consumer cannot be created: the bucket does not exist, or the server does not answer
 */
export async function openNatsFeed(
  connection: NatsConnection,
  bucket: string,
  key: string,
  start: FeedStart,
  listener: FeedListener,
): Promise<() => void> {
  const manager = await connection.jetstreamManager({ checkAPI: false });
  const inbox = createInbox();
  const feed = new NatsFeed(connection, inbox, bucket, start, listener);
  try {
    const consumer = await manager.consumers.add(`KV_${bucket}`, {
      deliver_subject: inbox,
      deliver_policy: start,
      // Without a filter a server of 2.9 answers 0.15 s sooner for 110,000 keys, but counts keys that were written again as pending.
      filter_subject: `$KV.${bucket}.${key}`,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: nanos(HEARTBEAT_MS),
      inactive_threshold: nanos(ABANDONED_AFTER_MS),
      mem_storage: true,
      num_replicas: 1,
    });
    feed.opened(consumer.num_pending + consumer.delivered.consumer_seq);
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
  /** How many values there were when the feed was opened; null until the server has told. */
  #announced: number | null = null;
  #received = 0;
  /** Whether nothing followed the last message. */
  #isAtEnd = false;
  #hasCaughtUp = false;
  #ended = false;

  constructor(connection: NatsConnection, inbox: string, bucket: string, start: FeedStart, listener: FeedListener) {
    this.#connection = connection;
    this.#start = start;
    this.#listener = listener;
    this.#keyPrefix = `$KV.${bucket}.`;
    this.#flowControlPrefix = `$JS.FC.KV_${bucket}.`;
    this.#turn = new TurnBudget(connection);
    this.#silenceTimer = setTimeout(() => this.#break("the watch's heartbeats stopped"), SILENCE_MAX_MS).unref();
    this.#subscription = connection.subscribe(inbox, {
      callback: (error, message) => (error === null ? this.#onMessage(message) : this.#break(error.message)),
    });
    void this.#subscription.closed.then(() => this.#break('the connection was closed'));
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
    this.#listener.onBroken(typeof reason === 'string' ? new Error(reason) : reason);
  }

  #onMessage(message: Msg): void {
    if (this.#ended) return;
    // The library makes it anew each time.
    const { data } = message;
    this.#noteArrival(data.length);
    // Every write has headers, and the library takes longer to read them than for the rest of the message.
    const headers = data.length > 0 ? null : headersOf(message);
    if (headers !== null && isHeartbeatMsg(message)) return this.#onHeartbeat(headers);
    if (headers !== null && isFlowControlMsg(message)) return this.#answerFlowControl(message.reply ?? '');
    const position = deliveryPosition(message.reply ?? '');
    if (position === null || position.feedSequence !== this.#received + 1)
      return this.#break('the watch missed a message');
    this.#received += 1;
    this.#hasCaughtUp = false;
    const key = this.#keyOf(message.subject);
    if (key !== null) this.#listener.onEntry(key, isDeletion(headers) ? null : data, position.sequence);
    this.#isAtEnd = position.pending === 0;
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

  /** Anybody who knows the inbox may ask. A reply to any other subject would be written with this client's permissions. */
  #answerFlowControl(subject: string): void {
    const isOurs =
      subject.startsWith(this.#flowControlPrefix) &&
      FLOW_CONTROL_TOKENS.test(subject.slice(this.#flowControlPrefix.length));
    if (isOurs) this.#connection.publish(subject);
    else this.#break('the watch was asked to answer on a subject that is not for flow control');
  }

  #caughtUp(): void {
    if (this.#ended || this.#announced === null) return;
    const isSkipped = this.#start === DeliverPolicy.All && this.#received < this.#announced;
    if (isSkipped) return this.#break(new ValuesSkippedError());
    this.#hasCaughtUp = true;
    this.#listener.onCaughtUp();
  }

  /**
   * The server sends a heartbeat when it has nothing else to send. It says how much was sent, and whether the server
   * waits for a flow-control reply, which may have been lost. Otherwise nothing is pending, even if more was announced:
   * announced messages may have expired or been purged before their turn.
   */
  #onHeartbeat(headers: MsgHdrs): void {
    const stalled = headers.get(JsHeaders.ConsumerStalledHdr);
    const sent = Number(headers.get(JsHeaders.LastConsumerSeqHdr));
    if (stalled !== '') this.#answerFlowControl(stalled);
    if (sent !== this.#received) this.#break('the watch missed its last messages');
    else if (stalled === '' && !this.#hasCaughtUp) this.#caughtUp();
    else if (stalled === '') this.#listener.onCurrent?.();
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

interface DeliveryPosition {
  /** In the stream. */
  readonly sequence: number;
  /** In the feed. */
  readonly feedSequence: number;
  /** How many messages follow it. */
  readonly pending: number;
}

/** The number of tokens in a reply subject, and where the positions are. */
const ACK_TOKENS = 9;
const SEQUENCE_TOKEN = 5;
const FEED_SEQUENCE_TOKEN = 6;
const PENDING_TOKEN = 8;
/** Newer servers send a domain and an account after `ACK`. */
const DOMAIN_TOKENS = 2;

/**
 * The position of a message, from its reply subject:
 * `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<feed sequence>.<time>.<pending>`, which newer servers send
 * with a domain and an account after `ACK` (NATS, ADR-15). Without `split`, which would make a dozen strings for each message.
 *
 * @returns null if it is not one
 */
function deliveryPosition(reply: string): DeliveryPosition | null {
  let count = 0;
  for (let end = reply.indexOf('.'); end >= 0; end = reply.indexOf('.', end + 1)) {
    tokenEnds[count] = end;
    count += 1;
  }
  tokenEnds[count] = reply.length;
  const offset = count + 1 === ACK_TOKENS ? 0 : DOMAIN_TOKENS;
  if (count < PENDING_TOKEN + offset) return null;
  const sequence = tokenNumber(reply, SEQUENCE_TOKEN + offset);
  const feedSequence = tokenNumber(reply, FEED_SEQUENCE_TOKEN + offset);
  const pending = tokenNumber(reply, PENDING_TOKEN + offset);
  const arePositions = Number.isInteger(sequence) && Number.isInteger(feedSequence) && Number.isInteger(pending);
  return arePositions ? { sequence, feedSequence, pending } : null;
}

/** Where the tokens of the latest reply subject end. */
const tokenEnds: number[] = [];

const ZERO = 48;

/** NaN if the token is anything but digits. */
function tokenNumber(reply: string, token: number): number {
  const start = (tokenEnds[token - 1] ?? -1) + 1;
  const end = tokenEnds[token] ?? start;
  let value = start === end ? NaN : 0;
  for (let index = start; index < end; index += 1) {
    const digit = reply.charCodeAt(index) - ZERO;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : NaN;
  }
  return value;
}
