import type { Logger } from 'pino';
import { pause } from '@switchyard/runtime';
import type { CommittedPosition } from './committed-position';
import type { PublishedHead } from './published-head';

/** How long a revision may be committed without being published. */
export const LAG_MAX_MS = 5_000;
const POLL_INTERVAL_MS = 1_000;
/** Then Postgres counts as unreachable. */
const READ_TIMEOUT_MS = 3_000;
const MS_PER_SECOND = 1_000;

export interface PublicationLagOptions {
  readonly head: PublishedHead;
  readonly readCommitted: () => Promise<CommittedPosition>;
  readonly log: Logger;
  readonly pollIntervalMs?: number;
  /** A clock that is never set, in milliseconds. */
  readonly monotonicMs?: () => number;
  readonly now?: () => Date;
}

/** `behind`: a committed revision has not been published for 5 seconds; `unknown`: the database cannot be read. */
export type LagState = 'ok' | 'behind' | 'unknown';

/** A condition, and since when it lasts. */
interface Lasting<T> {
  readonly value: T;
  readonly sinceMs: number;
  readonly since: Date;
}

/**
 * Compares what is committed with what is published, in every control plane: a publisher that hangs cannot say so itself.
 * One small query a second.
 */
export class PublicationLag {
  readonly #options: PublicationLagOptions;
  readonly #closing = new AbortController();
  readonly #unlisten: () => void;
  #committed: CommittedPosition | null = null;
  #reading: Promise<CommittedPosition> | null = null;
  #polledAtMs: number;
  /** The oldest position that was seen committed and is not published. */
  #unpublished: Lasting<CommittedPosition> | null = null;
  #unreadable: Lasting<null> | null = null;
  #problem: { readonly state: LagState; readonly sentence: string } | null = null;

  constructor(options: PublicationLagOptions) {
    this.#options = options;
    this.#polledAtMs = this.#nowMs;
    this.#unlisten = options.head.listen({ onHead: () => this.#judge() });
  }

  /** Why revisions are not being published, or why that is unknown; null if they are. */
  get problem(): string | null {
    return this.#problem?.sentence ?? null;
  }

  get state(): LagState {
    return this.#problem?.state ?? (this.#committed === null ? 'unknown' : 'ok');
  }

  /** How long the oldest revision has waited that is known to be committed and not published, in seconds; 0 if none waits. */
  get lagSeconds(): number {
    return this.#unpublished === null ? 0 : (this.#nowMs - this.#unpublished.sinceMs) / MS_PER_SECOND;
  }

  /** The latest revision that is known to be committed; null while none is. */
  get committedRevision(): number | null {
    return this.#committed?.revision ?? null;
  }

  start(): void {
    void this.#watch();
  }

  close(): void {
    this.#closing.abort();
    this.#unlisten();
  }

  get #nowMs(): number {
    return (this.#options.monotonicMs ?? (() => performance.now()))();
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#poll();
      if (!signal.aborted) this.#judge();
      await pause(this.#options.pollIntervalMs ?? POLL_INTERVAL_MS, signal, { ref: false });
    }
  }

  async #poll(): Promise<void> {
    // A process that was stopped has heard of nothing meanwhile, and is about to.
    if (this.#nowMs - this.#polledAtMs > LAG_MAX_MS) this.#unpublished = null;
    this.#polledAtMs = this.#nowMs;
    // One at a time: a silent Postgres must not use up the connections of requests.
    this.#reading ??= this.#options.readCommitted().finally(() => (this.#reading = null));
    const timeout = new AbortController();
    const onClose = () => timeout.abort();
    this.#closing.signal.addEventListener('abort', onClose, { once: true });
    const read = await Promise.race([
      this.#reading.catch(() => null),
      pause(READ_TIMEOUT_MS, timeout.signal, { ref: false }).then(() => null),
    ]);
    timeout.abort();
    this.#closing.signal.removeEventListener('abort', onClose);
    if (read === null) this.#unreadable ??= this.#lasting(null);
    else [this.#committed, this.#unreadable] = [read, null];
  }

  #judge(): void {
    const committed = this.#committed;
    const waiting = this.#unpublished?.value;
    if (waiting !== undefined && (this.#isPublished(waiting) || waiting.lineage !== committed?.lineage)) {
      this.#unpublished = null;
    }
    if (committed !== null && !this.#isPublished(committed)) this.#unpublished ??= this.#lasting(committed);
    this.#report(this.#find());
  }

  #find(): { state: LagState; sentence: string } | null {
    if (this.#unreadable !== null && this.#isLate(this.#unreadable)) {
      const sentence =
        `whether revisions are being published is unknown since ${this.#unreadable.since.toISOString()}: this control ` +
        'plane cannot read the database; check Postgres and the connection to it';
      return { state: 'unknown', sentence };
    }
    if (this.#unpublished === null || !this.#isLate(this.#unpublished)) return null;
    const { value, since } = this.#unpublished;
    const sentence =
      `revision ${value.revision} has been waiting to be published since ${since.toISOString()}, and ` +
      `${this.#describePublished(value)}: ${adviceFor(this.#committed?.holderName ?? null)}`;
    return { state: 'behind', sentence };
  }

  #describePublished({ lineage }: CommittedPosition): string {
    const { current, isKnown } = this.#options.head;
    if (!isKnown) return 'what is published is unknown, because this control plane has not reached NATS';
    if (current === null) return 'nothing is published';
    if (current.lineage !== lineage) return 'what is published belongs to another database';
    return `revision ${current.revision} is the latest published`;
  }

  #report(problem: { state: LagState; sentence: string } | null): void {
    const before = this.#problem;
    this.#problem = problem;
    if (problem?.state === before?.state) return;
    const fields = {
      committedRevision: this.#committed?.revision ?? null,
      publishedRevision: this.#options.head.current?.revision ?? null,
    };
    if (problem !== null) this.#options.log.warn(fields, `publication problem: ${problem.sentence}`);
    else this.#options.log.info(fields, 'the publication problem is over');
  }

  #isPublished({ lineage, revision }: CommittedPosition): boolean {
    const head = this.#options.head.current;
    return head !== null && head.lineage === lineage && head.revision >= revision;
  }

  #isLate({ sinceMs }: Lasting<unknown>): boolean {
    return this.#nowMs - sinceMs >= LAG_MAX_MS;
  }

  #lasting<T>(value: T): Lasting<T> {
    return { value, sinceMs: this.#nowMs, since: this.#options.now?.() ?? new Date() };
  }
}

function adviceFor(holderName: string | null): string {
  return holderName === null
    ? 'no control plane holds the publication lease; check that one is running and can reach Postgres and NATS'
    : `check the control plane that publishes, ${holderName}, and its connections to Postgres and NATS`;
}
