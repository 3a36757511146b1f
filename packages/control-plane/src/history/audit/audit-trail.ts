import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type DataSource, LessThan } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../kernel/caller/actor';
import type { Role } from '../../kernel/caller/role';
import type { AuditEventKind } from './audit-event';
import { AuditEventEntity } from './audit-event-entity';

/** A refused request. */
export interface Refusal {
  readonly kind: AuditEventKind;
  /** Null if the caller is unknown. */
  readonly actor: Actor | null;
  /** The requested root field; null if the request was refused before it was known. */
  readonly operation: string | null;
  readonly requiredRole: Role | null;
  readonly remoteAddress: string | null;
  readonly correlationId: string;
}

/** Events are collected for this long and then written by one statement, asynchronously. */
const writeDelayMs = 500;
const retryDelayMs = 2_000;
const KEPT_DAYS = 90;
const purgeIntervalMs = 3_600_000;
/** How many events may wait while the database is unavailable. */
const WAITING_MAX = 1_000;
/** These bounds keep refused requests from filling the disk. */
const EVENTS_PER_SOURCE_AND_MINUTE_MAX = 60;
const EVENTS_PER_MINUTE_MAX = 1_200;
const MINUTE_SECONDS = 60;
const DAY_MS = 86_400_000;

/** Records refused requests. It never delays a request, and its memory and writes are bounded. */
export class AuditTrail {
  readonly #perSource = new RateLimiterMemory({
    points: EVENTS_PER_SOURCE_AND_MINUTE_MAX,
    duration: MINUTE_SECONDS,
  });
  readonly #overall = new RateLimiterMemory({ points: EVENTS_PER_MINUTE_MAX, duration: MINUTE_SECONDS });
  #waiting: AuditEventEntity[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #purgeTimer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => Date,
    private readonly log: Logger,
  ) {
    this.#purgeTimer = setInterval(() => void this.purge(), purgeIntervalMs).unref();
  }

  /** Records a refusal, unless its source or all sources together exceed their rate. */
  async note(refusal: Refusal): Promise<void> {
    const source = `${refusal.kind} ${refusal.actor?.id ?? refusal.remoteAddress ?? ''}`;
    if (!(await takes(this.#perSource, source)) || !(await takes(this.#overall, 'all'))) return;
    if (this.#waiting.length >= WAITING_MAX) return;
    this.#waiting.push(this.#event(refusal));
    this.#timer ??= setTimeout(() => this.#writeSoon(), writeDelayMs).unref();
  }

  /** Deletes events older than `KEPT_DAYS`. */
  async purge(): Promise<void> {
    const oldest = new Date(this.now().getTime() - KEPT_DAYS * DAY_MS);
    try {
      await this.dataSource.manager.delete(AuditEventEntity, { at: LessThan(oldest) });
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'failed to delete old audit events');
    }
  }

  /** Writes the remaining events. */
  async close(): Promise<void> {
    clearInterval(this.#purgeTimer);
    if (this.#timer) clearTimeout(this.#timer);
    this.#writeSoon();
    await this.#writing;
  }

  #event({ kind, actor, operation, requiredRole, remoteAddress, correlationId }: Refusal): AuditEventEntity {
    return this.dataSource.manager.create(AuditEventEntity, {
      id: uuidv7(),
      kind,
      at: this.now(),
      actorId: actor?.id ?? null,
      actorKind: actor?.kind ?? null,
      actorName: actor?.name ?? null,
      operation,
      requiredRole,
      remoteAddress,
      correlationId,
    });
  }

  #writeSoon(): void {
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    try {
      await this.dataSource.manager.insert(AuditEventEntity, events);
    } catch (error) {
      this.log.warn({ reason: reasonOf(error), count: events.length }, 'failed to write audit events; retrying');
      this.#waiting = [...events, ...this.#waiting].slice(0, WAITING_MAX);
      this.#timer ??= setTimeout(() => this.#writeSoon(), retryDelayMs).unref();
    }
  }
}

async function takes(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key);
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  return isNativeError(error) ? error.message : 'unknown';
}
