import {
  KEY_USE_SUBJECT,
  type KeyUse,
  type KeyUseMessage,
  type MessageBus,
  TOLD_KEY_USES_MAX,
} from '@switchyard/contract';

/** Uses are collected for so long. */
const TELL_INTERVAL_MS = 10_000;
/** Between two messages of one collection, so that telling many keys holds nobody up. */
const NEXT_MESSAGE_MS = 20;
/** As many keys as a routing table may have; the use of more is not told. */
const USED_KEYS_MAX = 100_000;
const MINUTE_MS = 60_000;

export interface KeyUseReporterOptions {
  readonly bus: MessageBus;
  readonly tellIntervalMs?: number;
}

/**
 * Tells the control plane when consumer keys were last used: to the minute, each key once a minute at most, and best
 * effort. Nothing waits for it, and what is lost is told again with a later use.
 */
export class KeyUseReporter {
  readonly #bus: MessageBus;
  readonly #tellIntervalMs: number;
  /** Key id to the time of its last use that was not looked at yet, in milliseconds since 1970. */
  readonly #used = new Map<string, number>();
  /** Key id to the latest minute that was told. */
  readonly #told = new Map<string, number>();
  #forgottenBefore = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor({ bus, tellIntervalMs = TELL_INTERVAL_MS }: KeyUseReporterOptions) {
    this.#bus = bus;
    this.#tellIntervalMs = tellIntervalMs;
  }

  /** Called for each request, so it does no more than this. */
  note(consumerKeyId: string, nowMs: number): void {
    if (this.#used.size < USED_KEYS_MAX) this.#used.set(consumerKeyId, nowMs);
    if (this.#timer === null) this.#tellAfter(this.#tellIntervalMs);
  }

  /** Tells what is left. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    while (this.#used.size > 0) this.#tellSome();
  }

  #tellAfter(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tellSome();
      if (this.#used.size > 0) this.#tellAfter(NEXT_MESSAGE_MS);
    }, waitMs).unref();
  }

  /** One message at most. */
  #tellSome(): void {
    const uses: KeyUse[] = [];
    for (const [consumerKeyId, usedMs] of this.#used) {
      if (uses.length === TOLD_KEY_USES_MAX) break;
      this.#used.delete(consumerKeyId);
      const minute = Math.floor(usedMs / MINUTE_MS);
      if ((this.#told.get(consumerKeyId) ?? 0) >= minute) continue;
      this.#forgetBefore(minute - 1);
      this.#told.set(consumerKeyId, minute);
      uses.push({ consumerKeyId, usedAt: new Date(minute * MINUTE_MS).toISOString() });
    }
    if (uses.length === 0) return;
    const message: KeyUseMessage = { uses };
    this.#bus.publish(KEY_USE_SUBJECT, Buffer.from(JSON.stringify(message)));
  }

  /** What was told of a minute that is long over keeps nothing from being told. */
  #forgetBefore(minute: number): void {
    if (minute <= this.#forgottenBefore) return;
    this.#forgottenBefore = minute;
    for (const [consumerKeyId, told] of this.#told) if (told < minute) this.#told.delete(consumerKeyId);
  }
}
