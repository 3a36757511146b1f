import {
  type Coverage,
  forEachInSlices,
  type Head,
  type KeyValueStore,
  type TableFormatError,
  type TableKey,
} from '@switchyard/contract';
import type { Logger } from 'pino';
import { BucketMirror, type PlannedVersions } from './bucket-mirror';
import { OWN_IS_OLDER_MESSAGE } from './compiler-state';
import { lineageToLeave } from './lineage-to-leave';
import { asSourceProblem, asStoreProblem, entriesHeldBack, PublicationProblem } from './publication-problem';
import type { PublisherDuties } from './publisher-duties';
import { Recompilation } from './recompilation';
import type { RoutingTableSource, TablePosition } from './routing-table-source';
import { type SameCommit, sameCommit } from './same-commit';
import { WritePlan } from './write-plan';
import { type PublishedPosition, TableWriter } from './table-writer';
import type { UnauthenticMax } from './unauthentic-excess';

export interface TablePublicationOptions {
  readonly source: RoutingTableSource;
  /** The bucket `ROUTING_TABLE_BUCKET`. */
  readonly store: KeyValueStore;
  readonly tableKey: TableKey;
  readonly duties: Pick<PublisherDuties, 'compilerState' | 'recompile'>;
  /** What live data planes report that they serve. */
  readonly appliedPositions: () => readonly Coverage[];
  /** Ends what takes long. */
  readonly signal: AbortSignal;
  readonly mayWrite: () => boolean;
  readonly now: () => Date;
  /** By default, `UNAUTHENTIC_MAX`. */
  readonly unauthenticMax?: UnauthenticMax;
  readonly log: Logger;
}

/** A newer control plane has published: this one must leave publication to others. */
export class OlderCompilerProblem extends PublicationProblem {
  constructor() {
    super(OWN_IS_OLDER_MESSAGE);
  }
}

/** The bucket, read anew and brought up to date. */
export interface PublishedAnew {
  readonly mirror: BucketMirror;
  /** Whether it was compared with the whole table; if not, that is still to be done. */
  readonly isCompared: boolean;
}

/**
 * Makes the bucket say what the database says. Nothing here runs at the same time as anything else here, except `recompile`
 * at the same time as `publishChanges`.
 */
export class TablePublication {
  readonly #writer: TableWriter;
  readonly #plan: WritePlan;
  readonly #recompilation: Recompilation;
  #hasClaimed = false;
  /** From the earliest to the latest, as the head names them. */
  #left: readonly string[] = [];

  constructor(private readonly options: TablePublicationOptions) {
    this.#writer = new TableWriter(options);
    this.#plan = new WritePlan(options.source);
    this.#recompilation = new Recompilation(options);
  }

  /** The lease was lost: before the next write, a predecessor must be fenced off. */
  reset(): void {
    this.#hasClaimed = false;
    this.#plan.reset();
    this.#recompilation.reset();
  }

  /** Why data planes do not get what this build compiles, or not all of it; null if they do. */
  get problem(): PublicationProblem | null {
    const { heldBack } = this.#plan;
    const heldBackProblem = heldBack.length === 0 ? null : entriesHeldBack(heldBack);
    const problems = [this.#recompilation.problem, heldBackProblem].filter((problem) => problem !== null);
    return problems.length === 0 ? null : new PublicationProblem(problems.join(' '));
  }

  /** Whether what this build compiles may be compared with the bucket: not while it has not recompiled the table. */
  get isComparable(): boolean {
    return !this.#recompilation.isDue && !this.#recompilation.isRefused;
  }

  get isRecompilationDue(): boolean {
    return this.#recompilation.isDue;
  }

  /** Recompiles the table; its revisions are published like others. @param signal ends it before it commits anything */
  async recompile(mirror: BucketMirror, signal: AbortSignal): Promise<void> {
    await this.#recompilation.run(mirror, signal);
  }

  /** Whether a live data plane reports that it serves what this head cannot lead it on from. */
  hasReadersElsewhere({ lineage, revision }: Coverage): boolean {
    return this.options
      .appliedPositions()
      .some((applied) =>
        applied.lineage === lineage ? applied.revision > revision : !this.#left.includes(applied.lineage),
      );
  }

  /**
   * Reads the whole bucket, and publishes what it lacks. If it is as its head says, and the database has the head's
   * revision, it lacks only what changed since: a revocation need not wait until the whole table is compared.
   */
  async publishAnew(): Promise<PublishedAnew> {
    const { store, tableKey, signal, unauthenticMax } = this.options;
    await this.#refuseOlderCompiler();
    const mirror = await BucketMirror.read(store, tableKey, unauthenticMax).catch(asStoreProblem);
    if (mirror.headFault !== null) refuseNewerFormat(mirror.headFault);
    if (!this.#hasClaimed) {
      await this.#writer.claim(mirror);
      this.#hasClaimed = true;
    }
    await this.#leaveLineage(mirror);
    await this.#recompilation.look();
    if (await this.#continue(mirror)) return { mirror, isCompared: false };
    if (this.#recompilation.isDue) {
      await this.#recompilation.run(mirror, signal);
      if (mirror.addsUp) await this.#rewriteUnauthentic(mirror);
      // What the recompilation found to differ is dirty by now.
      if (mirror.isIntact && (await this.#publishDirty(mirror, []))) return { mirror, isCompared: true };
    }
    await this.#publishWhole(mirror);
    return { mirror, isCompared: true };
  }

  /** Publishes what changed since the head, if the bucket was left as the database's own history left it. @returns whether it was */
  async #continue(mirror: BucketMirror): Promise<boolean> {
    if (!mirror.isIntact || (await this.#sameCommit(mirror.head)) !== 'SAME') return false;
    if (this.#recompilation.isDue) await this.#recompilation.announce();
    return this.#publishDirty(mirror, []);
  }

  /** Rewrites what others have written to, without the database: while a recompilation is refused, that compiles to something else. */
  async #rewriteUnauthentic(mirror: BucketMirror): Promise<void> {
    const { head } = mirror;
    if (head === null) return;
    const planned: PlannedVersions = new Map();
    await forEachInSlices(mirror.shownOfUnauthentic(head), (entry) => {
      if (!mirror.shows(head, entry)) planned.set(entry.key, mirror.sign(head, entry));
    });
    if (planned.size === 0) return;
    const { lineage, revision, commitId = null } = head;
    const { at, count } = await this.#writeEntries(mirror, { lineage, revision, commitId }, once(planned));
    await this.#writer.writeHead(mirror, at, this.#left, count);
  }

  /**
   * Publishes what changed after the mirror's head.
   *
   * @param suspects keys whose entries may differ without a change
   * @returns false if the whole table must be published instead
   */
  async publishChanges(mirror: BucketMirror, suspects: readonly string[]): Promise<boolean> {
    if (!(await this.#publishDirty(mirror, suspects))) return false;
    // A change may have corrected what it was refused for.
    return !this.#recompilation.isRefused || !(await this.#recompilation.isPossible(mirror));
  }

  /** Compares the mirror with the whole table, and publishes the differences. */
  async #publishWhole(mirror: BucketMirror): Promise<void> {
    const written = await this.#fromSource((source) =>
      source.all((reading) => this.#writeEntries(mirror, reading, this.#plan.whole(mirror, reading))),
    );
    await this.#writer.writeHead(mirror, written.at, this.#left, written.count);
  }

  async #publishDirty(mirror: BucketMirror, suspects: readonly string[]): Promise<boolean> {
    const head = mirror.head;
    if (head === null) return false;
    const position = await this.#fromSource((source) => source.position());
    if (!isSuccessor(position, head)) return false;
    const doubted = [...suspects, ...(await mirror.keysAhead())];
    if (position.revision === head.revision && doubted.length === 0) {
      return sameCommit(head, position.commitId) !== 'OTHER';
    }
    const written = await this.#fromSource((source) =>
      source.changesSince(head.revision, doubted, async (reading) => {
        if (!isSuccessor(reading, head) || sameCommit(head, reading.sinceCommitId) === 'OTHER') return null;
        if (reading.dirtySince > head.revision) return null;
        return this.#writeEntries(mirror, reading, this.#plan.changes(mirror, reading));
      }),
    );
    if (written === null) return false;
    await this.#writer.writeHead(mirror, written.at, this.#left, written.count);
    return true;
  }

  async #writeEntries(mirror: BucketMirror, at: PublishedPosition, planned: AsyncIterable<PlannedVersions>) {
    return { at, count: await this.#writer.writeEntries(mirror, planned) };
  }

  async #refuseOlderCompiler(): Promise<void> {
    const state = await this.options.duties.compilerState().catch(asSourceProblem);
    if (state === 'OWN_IS_OLDER') throw new OlderCompilerProblem();
  }

  async #leaveLineage(mirror: BucketMirror): Promise<void> {
    // Read after the bucket: only committed revisions are published, so the database cannot be behind.
    const position = await this.#fromSource((source) => source.position());
    const left = await this.#fromSource((source) => source.leftLineages());
    this.#left = [...left];
    const leaving = lineageToLeave(position, {
      inBucket: mirror.positions,
      isHeadOther: await this.#isHeadOther(mirror.head, position),
      applied: this.options.appliedPositions(),
      left,
    });
    if (leaving === null) return;
    this.options.log.warn({ head: mirror.head, database: position, left: leaving.foreign }, leaving.reason);
    await this.#fromSource((source) => source.mintLineage(position.lineage, leaving.foreign));
    this.#left = [...(await this.#fromSource((source) => source.leftLineages()))];
  }

  async #isHeadOther(head: Head | null, position: TablePosition): Promise<boolean> {
    return head !== null && isSuccessor(position, head) && (await this.#sameCommit(head)) === 'OTHER';
  }

  async #sameCommit(head: Head | null): Promise<SameCommit> {
    if (head === null) return 'UNKNOWN';
    return sameCommit(head, await this.#fromSource((source) => source.commitIdOf(head.revision)));
  }

  async #fromSource<T>(read: (source: RoutingTableSource) => Promise<T>): Promise<T> {
    return read(this.options.source).catch(asSourceProblem);
  }
}

function isSuccessor(position: Coverage, head: Coverage): boolean {
  return position.lineage === head.lineage && position.revision >= head.revision;
}

/** A forged head is overwritten, but an authentic one of a newer format says that a newer control plane publishes. */
export function refuseNewerFormat({ code, message }: TableFormatError): void {
  if (code === 'UNKNOWN_FORMAT') {
    throw new PublicationProblem(
      `the routing table in NATS was written by a newer control plane (${message}): run the newer control plane`,
    );
  }
}

async function* once<T>(item: T): AsyncGenerator<T, void> {
  yield item;
}
