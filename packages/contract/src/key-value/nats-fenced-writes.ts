import { createInbox, type Msg, MsgHdrsImpl, type NatsConnection, nuid } from 'nats';
import { z } from 'zod';
import { nextSlice, sliceEnd } from '../kernel/time-slices';
import { faultOfCode, notAnswering } from '../nats/jetstream-fault';
import { type KeyValueWrite, StaleWriteError } from './key-value-store';

/** How many writes may be in flight: enough to keep the server busy while more are sent. */
const WRITES_IN_FLIGHT_MAX = 1_024;
/** The same for large values. */
const BYTES_IN_FLIGHT_MAX = 8 * 1024 * 1024;
/** Once a limit is reached, sending resumes at this share of it, so that many writes share a packet. */
const RESUME_AT = 0.5;
/** Without an acknowledgement for this long, the server counts as unreachable. */
const SILENCE_MAX_MS = 5_000;

const MESSAGE_ID_HEADER = 'Nats-Msg-Id';
const EXPECTED_LAST_MESSAGE_ID_HEADER = 'Nats-Expected-Last-Msg-Id';
const EXPECTED_LAST_SEQUENCE_HEADER = 'Nats-Expected-Last-Sequence';

/** JetStream's error codes for a write whose expectation does not hold: last sequence, last message id (server/errors.json). */
const STALE_WRITE_CODES: readonly unknown[] = [10071, 10070];

/** Compiled, because there is one acknowledgement for each of 100,000 writes. */
const acknowledgementSchema = z.compile(
  z.object({
    seq: z.int().optional(),
    error: z.object({ err_code: z.int().optional(), description: z.string().optional() }).optional(),
  }),
);

export interface FencedWritesOptions {
  readonly connection: NatsConnection;
  readonly subjectOf: (key: string) => string;
  readonly writes: readonly KeyValueWrite[];
  /** Of the stream, before the first write. */
  readonly lastSequence: number;
  /** Calls back when the connection is lost, although it may recover; returns a function that unsubscribes. */
  readonly onDisconnected?: (listener: () => void) => () => void;
  readonly silenceMaxMs?: number;
}

/**
 * Writes to a stream in the given order, each write only if no other writer has written since `lastSequence`. Many writes
 * are in flight at once. The first one expects the stream's last sequence. Each of the others expects that the last message
 * is the one before it, by a message id that no other writer uses. Expecting the sequence that the one before it will get is
 * not enough: each write of a successor makes one of those sequences come true.
 *
 * One subscription receives all acknowledgements. The client library's own `publish` makes a request with a timer and several
 * promises for each write, and takes four times the processor time.
 *
 * @throws StaleWriteError if another writer has written; the writes before the refused one are stored
 * @throws JetStreamFaultError if the server has no room, or does not answer; Error if it refuses a write or does not answer, or the connection is lost: an unknown number of the writes is stored, always the
 *   first ones
 */
export async function writeFencedOver(options: FencedWritesOptions): Promise<void> {
  const writing = new FencedWrites(options);
  try {
    await writing.run();
  } finally {
    writing.close();
  }
}

class FencedWrites {
  readonly #options: FencedWritesOptions;
  readonly #chain = nuid.next();
  readonly #inbox = createInbox();
  readonly #subscription;
  readonly #silenceTimer: NodeJS.Timeout;
  readonly #unlisten: () => void;
  /** Rejects when no more acknowledgements will come. */
  readonly #silence = Promise.withResolvers<never>();
  #sentCount = 0;
  /** Whether each of the sent writes was acknowledged. */
  readonly #acknowledged: boolean[] = [];
  #inFlight = 0;
  #bytesInFlight = 0;
  /** Of the earliest write that failed. */
  #failure: { readonly index: number; readonly error: Error } | null = null;
  #awaited: { readonly isReached: () => boolean; readonly resolve: () => void } | null = null;

  constructor(options: FencedWritesOptions) {
    this.#options = options;
    this.#silence.promise.catch(() => undefined);
    const end = (reason: string) => this.#silence.reject(new Error(reason));
    this.#silenceTimer = setTimeout(() => this.#silence.reject(notAnswering()), options.silenceMaxMs ?? SILENCE_MAX_MS);
    this.#subscription = options.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => (error === null ? this.#onAcknowledgement(message) : end(error.message)),
    });
    void this.#subscription.closed.then(() => end('the connection to NATS was closed'));
    // Acknowledgements that were on their way then never come.
    this.#unlisten =
      options.onDisconnected?.(() => end('lost the connection to NATS while writing')) ?? (() => undefined);
  }

  async run(): Promise<void> {
    let end = sliceEnd();
    while (this.#sentCount < this.#options.writes.length && this.#failure === null) {
      this.#sendSome(end);
      if (this.#isFull(1)) await this.#reach(() => !this.#isFull(RESUME_AT));
      // The acknowledgements may have used up this turn.
      end = await nextSlice();
    }
    await this.#reach(() => this.#inFlight === 0);
    const failed = this.#failure;
    if (failed !== null) throw failed.error;
  }

  close(): void {
    clearTimeout(this.#silenceTimer);
    this.#unlisten();
    this.#subscription.unsubscribe();
  }

  #isFull(share: number): boolean {
    return this.#inFlight >= share * WRITES_IN_FLIGHT_MAX || this.#bytesInFlight >= share * BYTES_IN_FLIGHT_MAX;
  }

  async #reach(isReached: () => boolean): Promise<void> {
    if (isReached()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited = { isReached, resolve };
    await Promise.race([promise, this.#silence.promise]);
  }

  /** At least one. */
  #sendSome(end: number): void {
    do {
      const write = this.#options.writes[this.#sentCount];
      if (write === undefined) return;
      this.#send(write, this.#sentCount);
      this.#sentCount += 1;
      this.#inFlight += 1;
      this.#bytesInFlight += write.value.byteLength;
    } while (!this.#isFull(1) && performance.now() < end);
  }

  #send({ key, value }: KeyValueWrite, index: number): void {
    const { connection, subjectOf, lastSequence } = this.#options;
    // Not by the headers' own methods: the library would check and search for each name.
    const headers = MsgHdrsImpl.fromRecord({
      [MESSAGE_ID_HEADER]: [this.#messageId(index)],
      ...(index === 0
        ? { [EXPECTED_LAST_SEQUENCE_HEADER]: [String(lastSequence)] }
        : { [EXPECTED_LAST_MESSAGE_ID_HEADER]: [this.#messageId(index - 1)] }),
    });
    connection.publish(subjectOf(key), value, { headers, reply: `${this.#inbox}.${index}` });
  }

  #messageId(index: number): string {
    return `${this.#chain}:${index}`;
  }

  #onAcknowledgement(message: Msg): void {
    const index = Number(message.subject.slice(this.#inbox.length + 1));
    const write = this.#options.writes[index];
    // Anybody who knows the inbox may write to it.
    if (write === undefined || index >= this.#sentCount || this.#acknowledged[index] === true) return;
    this.#acknowledged[index] = true;
    this.#silenceTimer.refresh();
    this.#inFlight -= 1;
    this.#bytesInFlight -= write.value.byteLength;
    const error = failureOf(message, write.key, this.#options.lastSequence + 1 + index);
    if (error !== null && (this.#failure === null || index < this.#failure.index)) this.#failure = { index, error };
    if (this.#awaited?.isReached() === true) this.#awaited.resolve();
  }
}

/** Null if it is none. It must not throw: an error in a subscription's callback would end the library's reading of the connection. */
function readAcknowledgement(message: Msg): z.infer<typeof acknowledgementSchema> | null {
  try {
    return acknowledgementSchema.safeParse(message.json()).data ?? null;
  } catch {
    return null;
  }
}

/** Why a write was not stored as it should be; null if it was. */
function failureOf(message: Msg, key: string, sequence: number): Error | null {
  // The server answers without content if no stream accepts the subject.
  if (message.data.byteLength === 0) return new Error(`NATS has no stream to store ${key}`);
  const acknowledgement = readAcknowledgement(message);
  if (acknowledgement === null)
    return new Error(`NATS answered the write of ${key} with something malformed instead of an acknowledgement`);
  const { seq, error } = acknowledgement;
  if (STALE_WRITE_CODES.includes(error?.err_code)) {
    return new StaleWriteError(`another writer wrote before ${key} could be stored at sequence ${sequence}`);
  }
  const fault = faultOfCode(error?.err_code, error?.description);
  if (fault !== null) return fault;
  if (error !== undefined) return new Error(`NATS refused to store ${key}: ${error.description ?? 'no reason given'}`);
  return seq === sequence ? null : new StaleWriteError(`${key} was stored at sequence ${seq}, not at ${sequence}`);
}
