import { isDeepStrictEqual } from 'node:util';
import type { Change } from './change';
import { changedTable, type ExpectedTable, expectedAnswer, type Received } from './expected-table';

/** An answer of a data plane, and what the upstream received for it. */
export interface Observation {
  readonly dataPlane: number;
  readonly aiApi: number;
  readonly key: number;
  /** What the data plane had reported as applied when the request was sent. */
  readonly reportedRevision: number;
  readonly status: number;
  /** That of the answer; null if it has none. */
  readonly revision: number | null;
  readonly received: readonly Received[];
}

const FAULTS_MAX = 20;

/**
 * Checks that each answer is that of one committed revision, which is none before the one that the data plane had reported as
 * applied. An answer may come before the change is known to be committed: it is checked when it is.
 */
export class RevisionChecker {
  readonly #tables = new Map<number, ExpectedTable>();
  #committed: number;
  #table: ExpectedTable;
  readonly #reported = new Map<number, number>();
  #early: Observation[] = [];
  #earlyReports: { readonly dataPlane: number; readonly revision: number }[] = [];
  readonly #seen = new Set<number>();
  readonly #answers = new Map<string, number>();
  readonly #faults: string[] = [];
  #faultCount = 0;

  /** @param table that of the revision, before the first change */
  constructor(revision: number, table: ExpectedTable) {
    this.#committed = revision;
    this.#table = table;
    this.#tables.set(revision, table);
  }

  /** The last revision that is known to be committed, and its table. */
  get committed(): number {
    return this.#committed;
  }

  get table(): ExpectedTable {
    return this.#table;
  }

  /** How many different revisions were seen in answers. */
  get revisionsSeen(): number {
    return this.#seen.size;
  }

  /** Answers by data plane and status. */
  get answers(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#answers].toSorted(([a], [b]) => a.localeCompare(b)));
  }

  /** What was wrong, at most 20 of it; empty if nothing was. */
  get faults(): readonly string[] {
    const more = this.#faultCount - this.#faults.length;
    return more > 0 ? [...this.#faults, `and ${more} more`] : this.#faults;
  }

  /** The latest revision that a data plane has reported as applied; -1 before the first. */
  reportedBy(dataPlane: number): number {
    return this.#reported.get(dataPlane) ?? -1;
  }

  noteFault(fault: string): void {
    this.#faultCount += 1;
    if (this.#faults.length < FAULTS_MAX) this.#faults.push(fault);
  }

  /** Notes that a change was committed as a revision. Call it in the order of the revisions. */
  noteCommitted(revision: number, change: Change): void {
    if (revision !== this.#committed + 1) {
      this.noteFault(`the change after revision ${this.#committed} became revision ${revision}`);
    }
    this.#table = changedTable(this.#table, change);
    this.#committed = revision;
    this.#tables.set(revision, this.#table);
    this.#checkEarly();
  }

  /** Notes what the control plane says that a data plane has reported as applied. */
  noteReported(dataPlane: number, revision: number): void {
    if (revision > this.#committed) this.#earlyReports.push({ dataPlane, revision });
    this.#reported.set(dataPlane, Math.max(this.reportedBy(dataPlane), revision));
  }

  note(observation: Observation): void {
    const { dataPlane, status } = observation;
    const name = `data plane ${dataPlane}: ${status}`;
    this.#answers.set(name, (this.#answers.get(name) ?? 0) + 1);
    if (observation.revision !== null && observation.revision > this.#committed) this.#early.push(observation);
    else this.#check(observation);
  }

  /** Notes that nothing more will be committed. */
  end(): void {
    for (const observation of this.#early) this.#check(observation);
    this.#early = [];
    for (const { dataPlane, revision } of this.#earlyReports) {
      if (this.#tables.has(revision)) continue;
      this.noteFault(`data plane ${dataPlane} reported revision ${revision}, which was never committed`);
    }
    this.#earlyReports = [];
  }

  #checkEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const observation of early) {
      if ((observation.revision ?? 0) > this.#committed) this.#early.push(observation);
      else this.#check(observation);
    }
  }

  #check(observation: Observation): void {
    const { revision, reportedRevision, aiApi, key, status, received } = observation;
    const what = () => JSON.stringify(observation);
    if (revision === null) return this.noteFault(`an answer of no revision: ${what()}`);
    const table = this.#tables.get(revision);
    if (table === undefined) return this.noteFault(`an answer of a revision that was never committed: ${what()}`);
    this.#seen.add(revision);
    if (revision < reportedRevision) this.noteFault(`an answer of an older revision than was reported: ${what()}`);
    const expected = expectedAnswer(table, aiApi, key);
    const expectedReceived = expected.received === null ? [] : [expected.received];
    if (status === expected.status && isDeepStrictEqual(received, expectedReceived)) return;
    this.noteFault(`not the answer of its revision, which would be ${JSON.stringify(expected)}: ${what()}`);
  }
}
