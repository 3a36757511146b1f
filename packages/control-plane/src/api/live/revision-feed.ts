import { Between, type DataSource } from 'typeorm';
import { badInput, conflict, type DomainError } from '../../kernel/errors/domain-error';
import type { PublishedHead } from '../../publication/published-head';
import type { LineageEntity } from '../../change/lineage-entity';
import { readLineage } from '../../change/lock-lineage';
import { RevisionEntity } from '../../change/revision-entity';
import { interruptible } from './interruptible';
import { Wake } from './wake';
import { whenDatabaseAnswers } from './when-database-answers';

/** A client that has missed more reads the configuration afresh. */
export const MISSED_REVISIONS_MAX = 1_000;
const PAGE_SIZE = 100;

export interface FollowedFrom {
  /** The last revision that the client knows; null where it only asks for what comes. */
  readonly after?: number | null;
  /** The lineage that `after` belongs to. */
  readonly lineage?: string | null;
}

/** Where one client stands. */
interface Position {
  readonly lineage: string;
  /** The number of the revision that it knows. */
  readonly known: number;
}

/**
 * The revisions as they are published, by whichever control plane. The bucket's head says how far that has come, and
 * Postgres has the revisions: so each client is told of every one, in order, also where the head jumps over several, and
 * nothing is queued for a client that is slow.
 */
export class RevisionFeed {
  /** Clients that stand at the same place wait for the same page. */
  readonly #pages = new Map<string, Promise<RevisionEntity[]>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly head: PublishedHead,
  ) {}

  /**
   * Without `after` it begins with the first revision that is not published yet. While the database is away it is
   * silent, and goes on when it is back.
   *
   * @throws DomainError, as it begins: CONFLICT with LINEAGE_CHANGED or TOO_FAR_BEHIND, BAD_USER_INPUT where `after` is
   *   no revision; later: CONFLICT with LINEAGE_CHANGED where the database gets another lineage
   */
  follow(from: FollowedFrom): AsyncGenerator<RevisionEntity, void, void> {
    return interruptible((signal) => this.#run(from, signal));
  }

  async *#run(from: FollowedFrom, signal: AbortSignal): AsyncGenerator<RevisionEntity, void, void> {
    const wake = new Wake(signal);
    // Before the position is read, so that nothing that is published meanwhile is missed.
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

  async #begin(from: FollowedFrom): Promise<Position> {
    const database = await readLineage(this.dataSource.manager);
    const { lineage } = database;
    if (from.lineage && from.lineage !== lineage) throw lineageChanged();
    const { after } = from;
    if (after === null || after === undefined) return { lineage, known: this.#publishedIn(database) };
    refuseUnreachable(after, database);
    return { lineage, known: after };
  }

  /** Where the bucket cannot tell, everything that is committed counts as published. */
  #publishedIn({ lineage, revision }: LineageEntity): number {
    const { current } = this.head;
    return current?.lineage === lineage ? current.revision : revision;
  }

  /** The next revisions, in order, at most a page of them; none where there are no further ones yet. */
  async #publishedAfter({ lineage, known }: Position): Promise<readonly RevisionEntity[]> {
    const { current } = this.head;
    if (current === null) return [];
    if (current.lineage !== lineage) {
      const database = await readLineage(this.dataSource.manager);
      if (database.lineage !== lineage) throw lineageChanged();
      // The bucket is another database's, and is about to be written anew.
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

/** What is committed and not published yet may be known to a client: a mutation's answer has its number. */
function refuseUnreachable(after: number, { revision }: LineageEntity): void {
  if (after < 0 || after > revision) {
    const message = `must be the number of a revision that the client knows, 0 to ${revision}`;
    throw badInput([{ path: 'after', message, reason: 'OUT_OF_RANGE' }]);
  }
  if (revision - after > MISSED_REVISIONS_MAX) throw tooFarBehind(after);
}

function tooFarBehind(after: number): DomainError {
  const message =
    `Of the revisions after ${after} there are more than ${MISSED_REVISIONS_MAX}, or history does not reach back so ` +
    'far: read the configuration afresh, and follow on from its revision.';
  return conflict('TOO_FAR_BEHIND', message);
}

function lineageChanged(): DomainError {
  const message =
    'The database has another lineage, where the numbers of revisions mean nothing: read the configuration afresh, and ' +
    'follow on from its lineage and revision.';
  return conflict('LINEAGE_CHANGED', message);
}
