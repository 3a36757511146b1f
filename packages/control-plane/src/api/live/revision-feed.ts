import { Between, type DataSource } from 'typeorm';
import { badInput, conflict, type DomainError } from '../../kernel/errors/domain-error';
import type { PublishedHead } from '../../publication/published-head';
import type { LineageEntity } from '../../change/lineage-entity';
import { readLineage } from '../../change/lock-lineage';
import { RevisionEntity } from '../../change/revision-entity';
import { interruptible } from './interruptible';
import { Wake } from './wake';
import { whenDatabaseAnswers } from './when-database-answers';

/** A client that has missed more must read the configuration again. */
export const MISSED_REVISIONS_MAX = 1_000;
const PAGE_SIZE = 100;

export interface FollowOptions {
  /** The last revision that the client knows; null to receive new revisions only. */
  readonly after?: number | null;
  /** The lineage that `after` belongs to. */
  readonly lineage?: string | null;
}

/** The position of one client. */
interface Position {
  readonly lineage: string;
  /** The number of the last revision that it knows. */
  readonly known: number;
}

/**
 * The revisions as they are published, by any control plane. The bucket's head says which revision is published, and
 * Postgres holds the revisions. So each client receives every one, in order, even if the head skips several, and nothing
 * is queued for a slow client.
 */
export class RevisionFeed {
  /** Clients at the same position share one read. */
  readonly #pages = new Map<string, Promise<RevisionEntity[]>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly head: PublishedHead,
  ) {}

  /**
   * Without `after` it starts with the first revision that is not yet published. While the database is unavailable it is
   * silent, and continues when it is back.
   *
   * @throws DomainError at the start: CONFLICT with LINEAGE_CHANGED or TOO_FAR_BEHIND, BAD_USER_INPUT if `after` is not
   *   a revision; later: CONFLICT with LINEAGE_CHANGED if the database's lineage changes
   */
  follow(from: FollowOptions): AsyncGenerator<RevisionEntity, void, void> {
    return interruptible((signal) => this.#run(from, signal));
  }

  async *#run(from: FollowOptions, signal: AbortSignal): AsyncGenerator<RevisionEntity, void, void> {
    const wake = new Wake(signal);
    // Before the position is read, so that nothing published meanwhile is missed.
    const stop = this.head.listen({ onHead: () => wake.ring() });
    try {
      const begin = await whenDatabaseAnswers(() => this.#begin(from), signal);
      let known = begin?.known ?? 0;
      while (begin !== null && !signal.aborted) {
        const position = { ...begin, known };
        const page = (await whenDatabaseAnswers(() => this.#publishedAfter(position), signal)) ?? [];
        for (const revision of page) {
          if (signal.aborted) return;
          yield revision;
          known = revision.number;
        }
        if (page.length === 0) await wake.wait();
      }
    } finally {
      stop();
    }
  }

  async #begin(from: FollowOptions): Promise<Position> {
    const database = await readLineage(this.dataSource.manager);
    const { lineage } = database;
    if (from.lineage && from.lineage !== lineage) throw lineageChanged();
    const { after } = from;
    if (after === null || after === undefined) return { lineage, known: this.#publishedIn(database) };
    validateAfter(after, database);
    return { lineage, known: after };
  }

  /** If the bucket's head is unknown, every committed revision counts as published. */
  #publishedIn({ lineage, revision }: LineageEntity): number {
    const { current } = this.head;
    return current?.lineage === lineage ? current.revision : revision;
  }

  /** The next published revisions, in order, at most a page; empty if there are none yet. */
  async #publishedAfter({ lineage, known }: Position): Promise<readonly RevisionEntity[]> {
    const { current } = this.head;
    if (current === null) return [];
    if (current.lineage !== lineage) {
      const database = await readLineage(this.dataSource.manager);
      if (database.lineage !== lineage) throw lineageChanged();
      // The bucket still has another database's content, and is about to be rewritten.
      return [];
    }
    if (current.revision <= known) return [];
    const last = Math.min(known + PAGE_SIZE, current.revision);
    const page = await this.#page(known + 1, last);
    if (page.length < last - known) throw tooFarBehind(known);
    return page;
  }

  #page(first: number, last: number): Promise<RevisionEntity[]> {
    const key = `${first}-${last}`;
    const reading = this.#pages.get(key);
    if (reading) return reading;
    const page = this.dataSource.manager
      .find(RevisionEntity, { where: { number: Between(first, last) }, order: { number: 'ASC' } })
      .finally(() => this.#pages.delete(key));
    this.#pages.set(key, page);
    return page;
  }
}

/** A client may know a revision that is committed but not yet published: a mutation's payload has its number. */
function validateAfter(after: number, { revision }: LineageEntity): void {
  if (after < 0 || after > revision) {
    const message = `must be a revision number from 0 to ${revision}`;
    throw badInput([{ path: 'after', message, reason: 'OUT_OF_RANGE' }]);
  }
  if (revision - after > MISSED_REVISIONS_MAX) throw tooFarBehind(after);
}

function tooFarBehind(after: number): DomainError {
  const message =
    `More than ${MISSED_REVISIONS_MAX} revisions follow revision ${after}, or history no longer has them: read the ` +
    'configuration again and subscribe from its revision.';
  return conflict('TOO_FAR_BEHIND', message);
}

function lineageChanged(): DomainError {
  const message =
    'The database now has another lineage, so earlier revision numbers are meaningless: read the configuration again ' +
    'and subscribe from its lineage and revision.';
  return conflict('LINEAGE_CHANGED', message);
}
