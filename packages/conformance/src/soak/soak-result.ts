import type { ProcessFigures } from './process-figures';
import type { Visit } from './visits';

const UNEXPECTED_MAX = 20;
/** The last third of a run may use this much more memory than the middle third: a level, with the noise of collections. */
const LEVEL_FACTOR = 1.1;
/** Sockets beside those at the start: connections of the operator port and of NATS that come and go. */
const SOCKETS_MORE_MAX = 2;

/** What a soak saw. */
export class SoakResult {
  readonly #samples: ProcessFigures[] = [];
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #unexpected: string[] = [];
  #unexpectedCount = 0;
  #after: ProcessFigures | null = null;
  #closedIdle = 0;
  #droppedLogLines = 0;

  constructor(private readonly before: ProcessFigures) {}

  addSample(figures: ProcessFigures): void {
    this.#samples.push(figures);
  }

  count(visit: Visit, outcome: string): void {
    const outcomes = this.#outcomes.get(visit.name) ?? new Map<string, number>();
    this.#outcomes.set(visit.name, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
    if (outcome === visit.expected) return;
    this.#unexpectedCount += 1;
    if (this.#unexpected.length < UNEXPECTED_MAX) this.#unexpected.push(`${visit.name}: ${outcome}`);
  }

  /** @param log what the program has logged */
  end(after: ProcessFigures, closedIdle: number, log: string): void {
    this.#after = after;
    this.#closedIdle = closedIdle;
    this.#droppedLogLines = [...log.matchAll(/"linesDropped":(\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  }

  /** Why the soak failed; empty if it did not. */
  faults(): string[] {
    const { middle, last } = this.#memory();
    const after = this.#after;
    return [
      ...(this.#unexpectedCount > 0 ? [`${this.#unexpectedCount} requests came to something else than scripted`] : []),
      ...(last > middle * LEVEL_FACTOR ? [`memory grows: ${middle} MiB, then ${last} MiB`] : []),
      ...(after !== null && after.sockets > this.before.sockets + SOCKETS_MORE_MAX
        ? [`sockets are left: ${this.before.sockets} before, ${after.sockets} after`]
        : []),
      ...(this.#closedIdle === 0 ? ['no vendor closed an idle connection'] : []),
    ];
  }

  toJSON(): object {
    return {
      rssMib: { before: this.before.rssMib, ...this.#memory(), after: this.#after?.rssMib },
      sockets: { before: this.before.sockets, after: this.#after?.sockets },
      idleConnectionsClosedByTheVendor: this.#closedIdle,
      droppedLogLines: this.#droppedLogLines,
      outcomes: Object.fromEntries([...this.#outcomes].map(([name, counts]) => [name, Object.fromEntries(counts)])),
      unexpected: this.#unexpected,
      faults: this.faults(),
    };
  }

  /** The median of resident memory in each third of the run. */
  #memory(): { first: number; middle: number; last: number } {
    const third = Math.ceil(this.#samples.length / 3);
    const median = (from: number) => {
      const sorted = this.#samples.slice(from, from + third).map(({ rssMib }) => rssMib);
      sorted.sort((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? 0;
    };
    return { first: median(0), middle: median(third), last: median(2 * third) };
  }
}
