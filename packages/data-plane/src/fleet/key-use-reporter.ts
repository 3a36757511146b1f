import {
  KEY_USE_SUBJECT,
  type KeyUse,
  type KeyUseMessage,
  type MessageBus,
  KEY_USES_PER_MESSAGE_MAX,
} from '@switchyard/contract';

/** How long uses are collected before they are reported. */
const SEND_INTERVAL_MS = 10_000;
/** The pause between two messages of one report, so that many keys delay no request. */
const NEXT_MESSAGE_MS = 20;
/** The maximum number of keys in a routing table; the use of more is not reported. */
const USED_KEYS_MAX = 100_000;
const MINUTE_MS = 60_000;

export interface KeyUseReporterOptions {
  readonly bus: MessageBus;
  readonly sendIntervalMs?: number;
}

/**
 * Reports to the control plane when consumer keys were last used: to the minute, each key at most once a minute, best
 * effort. Nothing waits for it, and a later use makes up for a lost report.
 */
export class KeyUseReporter {
  readonly #bus: MessageBus;
  readonly #sendIntervalMs: number;
  /** By key id, the time of the last unreported use, in epoch ms. */
  readonly #used = new Map<string, number>();
  /** By key id, the latest reported minute. */
  readonly #sent = new Map<string, number>();
  #forgottenBefore = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor({ bus, sendIntervalMs = SEND_INTERVAL_MS }: KeyUseReporterOptions) {
    this.#bus = bus;
    this.#sendIntervalMs = sendIntervalMs;
  }

  /** Called for each request, so it only records the use. Several workers do not tell their uses in order. */
  note(consumerKeyId: string, usedAtMs: number): void {
    const latestMs = Math.max(this.#used.get(consumerKeyId) ?? 0, usedAtMs);
    if (this.#used.size < USED_KEYS_MAX) this.#used.set(consumerKeyId, latestMs);
    if (this.#timer === null) this.#sendAfter(this.#sendIntervalMs);
  }

  /** Reports pending uses. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    while (this.#used.size > 0) this.#sendSome();
  }

  #sendAfter(waitMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#sendSome();
      if (this.#used.size > 0) this.#sendAfter(NEXT_MESSAGE_MS);
    }, waitMs).unref();
  }

  /** Sends at most one message. */
  #sendSome(): void {
    const uses: KeyUse[] = [];
    for (const [consumerKeyId, usedMs] of this.#used) {
      if (uses.length === KEY_USES_PER_MESSAGE_MAX) break;
      this.#used.delete(consumerKeyId);
      const minute = Math.floor(usedMs / MINUTE_MS);
      if ((this.#sent.get(consumerKeyId) ?? 0) >= minute) continue;
      this.#forgetBefore(minute - 1);
      this.#sent.set(consumerKeyId, minute);
      uses.push({ consumerKeyId, usedAt: new Date(minute * MINUTE_MS).toISOString() });
    }
    if (uses.length === 0) return;
    const message: KeyUseMessage = { uses };
    this.#bus.publish(KEY_USE_SUBJECT, Buffer.from(JSON.stringify(message)));
  }

  /** Past minutes need not be kept. */
  #forgetBefore(minute: number): void {
    if (minute <= this.#forgottenBefore) return;
    this.#forgottenBefore = minute;
    for (const [consumerKeyId, sent] of this.#sent) if (sent < minute) this.#sent.delete(consumerKeyId);
  }
}
