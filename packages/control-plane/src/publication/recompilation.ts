import { forEachInSlices } from '@switchyard/contract';
import type { BucketMirror } from './bucket-mirror';
import type { EntryFault } from './entry-fault';
import { asSourceProblem } from './publication-problem';
import type { PublisherDuties } from './publisher-duties';
import type { RoutingTableSource } from './routing-table-source';
import { compareTable } from './table-comparison';

export interface RecompilationOptions {
  readonly source: RoutingTableSource;
  readonly duties: Pick<PublisherDuties, 'compilerState' | 'recompile'>;
  readonly signal: AbortSignal;
}

/**
 * Touches the entries that this build compiles differently from the one that published last: other bytes are another
 * content, which only a revision may bring.
 *
 * While no data plane could serve one of them, all of it is refused. The table stays as the other build compiled it, and that
 * build may publish again at any time. This build compiles what changes meanwhile, so the database records that a
 * recompilation is due, whichever build is next.
 */
export class Recompilation {
  #faults: ReadonlyMap<string, EntryFault> = new Map();
  /** The revision for which `isPossible` was last answered. */
  #askedAt = -1;

  constructor(private readonly options: RecompilationOptions) {}

  /** Why the table is not recompiled; empty if it is, or need not be. */
  get faults(): readonly EntryFault[] {
    return [...this.#faults.values()];
  }

  reset(): void {
    this.#faults = new Map();
    this.#askedAt = -1;
  }

  /**
   * Commits the recompilation if it is due; if it is refused, only what a damaged bucket needs.
   *
   * @returns whether it was due, and compared the whole table
   */
  async runIfDue(mirror: BucketMirror): Promise<boolean> {
    this.reset();
    const { duties, source, signal } = this.options;
    if (!(await this.#isDue())) return false;
    const { keys, faults, dirtySince } = await compareTable(source, mirror, signal).catch(asSourceProblem);
    this.#faults = faults;
    if (faults.size === 0) {
      await duties.recompile(keys, true).catch(asSourceProblem);
      return true;
    }
    // What another build compiled cannot be restored, so a revision replaces it.
    const isWhole = mirror.addsUp && mirror.head !== null && dirtySince <= mirror.head.revision;
    const replaced: string[] = [];
    if (!isWhole) await forEachInSlices(keys, (key) => void (faults.has(key) || replaced.push(key)));
    await duties.recompile(replaced, false).catch(asSourceProblem);
    return true;
  }

  async #isDue(): Promise<boolean> {
    return (await this.options.duties.compilerState().catch(asSourceProblem)) === 'RECOMPILE_DUE';
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
