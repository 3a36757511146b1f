import { forEachInSlices } from '@switchyard/contract';
import type { BucketMirror } from './bucket-mirror';
import type { EntryFault } from './entry-fault';
import { asSourceProblem, PublicationProblem, recompilationRefused } from './publication-problem';
import type { PublisherDuties } from './publisher-duties';
import type { RoutingTableSource } from './routing-table-source';
import { compareTable } from './table-comparison';

export interface RecompilationOptions {
  readonly source: RoutingTableSource;
  readonly duties: Pick<PublisherDuties, 'compilerState' | 'recompile'>;
}

/**
 * Touches the entries that this build compiles differently from the one that published last: other bytes are another
 * content, which only a revision may bring.
 *
 * While no data plane could serve one of them, all of it is refused. The table stays as the other build compiled it, and that
 * build may publish again at any time. Until then, and until it is done, this build compiles what changes, so the database
 * records that a recompilation is due, whichever build is next.
 */
export class Recompilation {
  #isDue = false;
  #failure: PublicationProblem | null = null;
  #faults: ReadonlyMap<string, EntryFault> = new Map();
  /** The revision for which `isPossible` was last answered. */
  #askedAt = -1;

  constructor(private readonly options: RecompilationOptions) {}

  /** Whether the table is still to be compared with what this build compiles. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Whether the table was compared, and must stay as the other build compiled it. */
  get isRefused(): boolean {
    return !this.#isDue && this.#faults.size > 0;
  }

  /** Why the table was not recompiled when that was last tried; null if it was, or was not tried yet. */
  get problem(): string | null {
    const faults = [...this.#faults.values()];
    return faults.length > 0 ? recompilationRefused(faults) : (this.#failure?.message ?? null);
  }

  reset(): void {
    this.#isDue = false;
    this.#failure = null;
    this.#faults = new Map();
    this.#askedAt = -1;
  }

  /** Looks whether it is due. What kept it from being done stays a problem until it is tried again. */
  async look(): Promise<void> {
    const state = await this.options.duties.compilerState().catch(asSourceProblem);
    if (state !== 'RECOMPILE_DUE') this.reset();
    else this.#isDue = true;
  }

  /** Records that this build compiles what changes before the table is recompiled: whichever build is next must compare it. */
  async announce(): Promise<void> {
    await this.options.duties.recompile([], false).catch(asSourceProblem);
  }

  /**
   * Compares the whole table, and commits the recompilation; if that is refused, only what a damaged bucket needs. Changes may
   * be published meanwhile.
   *
   * @param signal ends it before it commits anything
   */
  async run(mirror: BucketMirror, signal: AbortSignal): Promise<void> {
    try {
      await this.#run(mirror, signal);
      this.#isDue = false;
      this.#failure = null;
      this.#askedAt = -1;
    } catch (error) {
      if (!signal.aborted && error instanceof PublicationProblem) this.#failure = error;
      throw error;
    }
  }

  async #run(mirror: BucketMirror, signal: AbortSignal): Promise<void> {
    const { duties, source } = this.options;
    const { keys, faults, dirtySince } = await compareTable(source, mirror, signal).catch(asSourceProblem);
    signal.throwIfAborted();
    this.#faults = faults;
    if (faults.size === 0) {
      await duties.recompile(keys, true).catch(asSourceProblem);
      return;
    }
    // What another build compiled cannot be restored, so a revision replaces it.
    const isWhole = mirror.addsUp && mirror.head !== null && dirtySince <= mirror.head.revision;
    const replaced: string[] = [];
    if (!isWhole) await forEachInSlices(keys, (key) => void (faults.has(key) || replaced.push(key)));
    await duties.recompile(replaced, false).catch(asSourceProblem);
  }

  /** Whether every entry that it was refused for can be served by now. Asks the database once for each revision. */
  async isPossible({ head }: BucketMirror): Promise<boolean> {
    if (head === null || head.revision === this.#askedAt) return false;
    const { source } = this.options;
    const reading = source.changesSince(head.revision, [...this.#faults.keys()], async ({ pages }) => {
      for await (const entries of pages) if (entries.some((entry) => source.faultOf(entry) !== null)) return false;
      return true;
    });
    const isPossible = await reading.catch(asSourceProblem);
    this.#askedAt = head.revision;
    return isPossible;
  }
}
