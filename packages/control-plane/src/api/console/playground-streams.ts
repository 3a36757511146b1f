import type { Sessions } from '../sessions/sessions';

/** Of one session at the same time. */
export const PLAYGROUND_STREAMS_MAX = 4;

/**
 * The requests that pages of the playground have open, by their sessions. As with connections of WebSocket, the database
 * is asked which of the sessions are not over; the requests of the others are aborted.
 */
export class PlaygroundStreams {
  readonly #open = new Map<string, Set<AbortController>>();
  #timer: NodeJS.Timeout | null = null;
  #isChecking = false;

  constructor(
    private readonly sessions: Pick<Sessions, 'stillLive'>,
    private readonly checkIntervalMs: number,
  ) {}

  /**
   * Takes one of the session's places, until `leaving` is aborted.
   *
   * @returns aborted once the session is over; null if no place is free
   */
  enter(sessionId: string, leaving: AbortSignal): AbortSignal | null {
    const streams = this.#open.get(sessionId) ?? new Set<AbortController>();
    if (streams.size >= PLAYGROUND_STREAMS_MAX) return null;
    const stream = new AbortController();
    if (leaving.aborted) return stream.signal;
    this.#open.set(sessionId, streams.add(stream));
    this.#timer ??= setInterval(() => void this.#check(), this.checkIntervalMs).unref();
    leaving.addEventListener('abort', () => this.#leave(sessionId, streams, stream), { once: true });
    return stream.signal;
  }

  #leave(sessionId: string, streams: Set<AbortController>, stream: AbortController): void {
    streams.delete(stream);
    if (streams.size === 0) this.#open.delete(sessionId);
    if (this.#open.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #check(): Promise<void> {
    if (this.#isChecking) return;
    this.#isChecking = true;
    const ids = [...this.#open.keys()];
    try {
      const live = await this.sessions.stillLive(ids);
      const ended = ids.filter((id) => !live.has(id)).flatMap((id) => [...(this.#open.get(id) ?? [])]);
      for (const stream of ended) stream.abort();
    } catch {
      // Asked again in a moment. The duration of each request is bounded in any case.
    } finally {
      this.#isChecking = false;
    }
  }
}
