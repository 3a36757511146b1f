import { pause } from '@switchyard/runtime';
import type { Configuration } from '../harness/demo-configuration';

/** Its streams outlast the delay before a data plane closes its port. */
export const LONG_MODEL = 'long';
export const MODEL = 'short';

/** A request that was not answered whole. */
export interface LostRequest {
  /** From the start of the load. */
  readonly sentAtMs: number;
  readonly lostAtMs: number;
  readonly isStream: boolean;
  readonly reason: string;
}

/** One of this many streams is a long one. */
const STREAMS_PER_LONG = 20;
const ANSWER_MS_MAX = 60_000;
const TICK_MS = 5;
/** After a pause of this process, no more than these are sent at once; the others are left out. */
const AT_ONCE_MAX = 20;
/** With more than this, the machine cannot keep up, and what is lost says nothing about restarts. */
const IN_FLIGHT_MAX = 2_000;

/** Sends requests at a steady rate, every other one for a stream. */
export class SteadyLoad {
  readonly #url: string;
  readonly #configuration: Configuration;
  readonly #startedAtMs = performance.now();
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #sending: Promise<void>;
  readonly lost: LostRequest[] = [];
  sent = 0;

  constructor(url: string, configuration: Configuration, requestsPerSecond: number) {
    this.#url = url;
    this.#configuration = configuration;
    this.#sending = this.#send(requestsPerSecond);
  }

  /** Since its start. */
  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  /** Sends nothing more, and waits for the answers. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#sending;
    await Promise.all(this.#running);
  }

  /** @throws Error if the machine cannot keep up */
  check(): void {
    if (this.#running.size <= IN_FLIGHT_MAX) return;
    throw new Error(`${this.#running.size} requests are in flight: this machine is too slow or too busy for the rate`);
  }

  async #send(requestsPerSecond: number): Promise<void> {
    const { signal } = this.#stopping;
    let leftOut = 0;
    while (!signal.aborted) {
      const due = Math.floor((this.elapsedMs / 1_000) * requestsPerSecond) - leftOut;
      leftOut += Math.max(0, due - this.sent - AT_ONCE_MAX);
      const mostSent = Math.min(due, this.sent + AT_ONCE_MAX);
      for (; this.sent < mostSent; this.sent += 1) {
        const one = this.#request(this.sent).finally(() => this.#running.delete(one));
        this.#running.add(one);
      }
      await pause(TICK_MS, signal);
    }
  }

  async #request(number: number): Promise<void> {
    const isStream = number % 2 === 1;
    const isLong = isStream && Math.floor(number / 2) % STREAMS_PER_LONG === 0;
    const sentAtMs = this.elapsedMs;
    const reason = await this.#lossOf(isLong ? LONG_MODEL : MODEL, isStream);
    if (reason === null) return;
    this.lost.push({ sentAtMs: Math.round(sentAtMs), lostAtMs: Math.round(this.elapsedMs), isStream, reason });
  }

  /** Sends one request. @returns why it is lost; null if it was answered whole */
  async #lossOf(model: string, stream: boolean): Promise<string | null> {
    const { basePath, liveKey } = this.#configuration;
    try {
      const response = await fetch(`${this.#url}${basePath}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${liveKey}` },
        body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hello' }] }),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const text = await response.text();
      if (response.status !== 200) return `${response.status} ${text.slice(0, 200)}`;
      const isWhole = stream ? /data: \[DONE\]\s*$/.test(text) : text.includes('"choices"');
      return isWhole ? null : `200, not whole: …${text.slice(-200)}`;
    } catch (error) {
      const { message, cause } = error as Error;
      return cause instanceof Error ? `${message}: ${cause.message}` : message;
    }
  }
}
