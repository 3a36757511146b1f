import { isNativeError } from 'node:util/types';
import type { Logger } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type DataSource, LessThan } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '../../kernel/caller/actor';
import type { Role } from '../../kernel/caller/role';
import type { AuditEventKind } from './audit-event';
import { AuditEventEntity } from './audit-event-entity';

/** What was refused, and to whom. */
export interface Refusal {
  readonly kind: AuditEventKind;
  /** Null where it is not known who asked. */
  readonly actor: Actor | null;
  /** The root field that was asked for; null where it did not come to that. */
  readonly operation: string | null;
  readonly requiredRole: Role | null;
  readonly remoteAddress: string | null;
  readonly correlationId: string;
}

/** Events are collected for so long, and written in one statement behind the requests' back. */
const writeDelayMs = 500;
const retryDelayMs = 2_000;
const KEPT_DAYS = 90;
const purgeIntervalMs = 3_600_000;
/** What waits to be written while the database is away. */
const WAITING_MAX = 1_000;
/** So that nobody can fill the disk by asking for what they are refused. */
const EVENTS_PER_SOURCE_AND_MINUTE_MAX = 60;
const EVENTS_PER_MINUTE_MAX = 1_200;
const MINUTE_SECONDS = 60;
const DAY_MS = 86_400_000;

/** Writes down what was refused. It never holds up a request, and is bounded however often somebody is refused. */
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

  /** Notes a refusal, unless its source or all together have had too many within a minute. */
  async note(refusal: Refusal): Promise<void> {
    const source = `${refusal.kind} ${refusal.actor?.id ?? refusal.remoteAddress ?? ''}`;
    if (!(await takes(this.#perSource, source)) || !(await takes(this.#overall, 'all'))) return;
    if (this.#waiting.length >= WAITING_MAX) return;
    this.#waiting.push(this.#event(refusal));
    this.#timer ??= setTimeout(() => this.#writeSoon(), writeDelayMs).unref();
  }

  /** Deletes what is older than events are kept. */
  async purge(): Promise<void> {
    const oldest = new Date(this.now().getTime() - KEPT_DAYS * DAY_MS);
    try {
      await this.dataSource.manager.delete(AuditEventEntity, { at: LessThan(oldest) });
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'old audit events could not be deleted');
    }
  }

  /** Writes what is left. */
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
      this.log.warn({ reason: reasonOf(error), count: events.length }, 'audit events could not be written yet');
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
