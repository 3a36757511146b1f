import type { SoakFigures } from './soaked-stack';
import type { Visit } from './visits';

const UNEXPECTED_MAX = 20;
/** The last third of a run may use this much more memory than the middle third: a level, with the noise of collections. */
const LEVEL_FACTOR = 1.1;
/** Sockets beside those at the start: connections of the operator port and of NATS that come and go. */
const SOCKETS_MORE_MAX = 2;

/** What the accounts call what consumers saw, where that is clear. */
const OUTCOMES: readonly (readonly [came: RegExp, outcome: string])[] = [
  [/^200 whole/, 'ANSWERED'],
  [/^200 broken after an error event$/, 'STREAM_FAILED'],
  [/^413$/, 'BODY_TOO_LARGE'],
  [/^left$/, 'CONSUMER_GONE'],
];

const PLANES = { dataPlane: 'data plane', controlPlane: 'control plane' } as const;
type Plane = keyof typeof PLANES;

/** What a soak saw. */
export class SoakResult {
  readonly #samples: SoakFigures[] = [];
  readonly #outcomes = new Map<string, Map<string, number>>();
  /** What the accounts should have, by outcome. */
  readonly #due = new Map<string, number>();
  readonly #unexpected: string[] = [];
  #unexpectedCount = 0;
  #after: SoakFigures | null = null;
  #closedIdle = 0;
  #droppedLogLines = 0;
  /** Null until they are known. */
  #accounted: ReadonlyMap<string, number> | null = null;
  #gapCauses: readonly string[] = [];

  constructor(private readonly before: SoakFigures) {}

  addSample(figures: SoakFigures): void {
    this.#samples.push(figures);
  }

  count(visit: Visit, outcome: string): void {
    const outcomes = this.#outcomes.get(visit.name) ?? new Map<string, number>();
    this.#outcomes.set(visit.name, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1));
    const due = OUTCOMES.find(([came]) => came.test(outcome))?.[1];
    if (due !== undefined) this.#due.set(due, (this.#due.get(due) ?? 0) + 1);
    if (outcome === visit.expected) return;
    this.#unexpectedCount += 1;
    if (this.#unexpected.length < UNEXPECTED_MAX) this.#unexpected.push(`${visit.name}: ${outcome}`);
  }

  /** @param log what the data plane has logged */
  end(after: SoakFigures, closedIdle: number, log: string): void {
    this.#after = after;
    this.#closedIdle = closedIdle;
    this.#droppedLogLines = [...log.matchAll(/"linesDropped":(\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  }

  /** What the control plane knows: requests by outcome, and the causes of gaps. */
  account(accounted: ReadonlyMap<string, number>, gapCauses: readonly string[]): void {
    this.#accounted = accounted;
    this.#gapCauses = gapCauses;
  }

  /** Where the accounts differ from what was sent. */
  accountingFaults(): string[] {
    const accounted = this.#accounted;
    if (accounted === null) return ['the accounts are not known'];
    // One that leaves may have left before its request was read, or just after its answer was complete.
    const left = this.#due.get('CONSUMER_GONE') ?? 0;
    const differences = ['ANSWERED', 'STREAM_FAILED', 'BODY_TOO_LARGE', 'CONSUMER_GONE'].flatMap((outcome) => {
      const [due, known] = [this.#due.get(outcome) ?? 0, accounted.get(outcome) ?? 0];
      const [least, most] =
        outcome === 'CONSUMER_GONE' ? [0, due] : outcome === 'ANSWERED' ? [due, due + left] : [due, due];
      return known >= least && known <= most
        ? []
        : [`${outcome}: ${due} requests came to it, the accounts have ${known}`];
    });
    return [...differences, ...this.#gapCauses.map((cause) => `the accounts have a gap: ${cause}`)];
  }

  /** Why the soak failed; empty if it did not. */
  faults(): string[] {
    return [
      ...(this.#unexpectedCount > 0 ? [`${this.#unexpectedCount} requests came to something else than scripted`] : []),
      ...(Object.keys(PLANES) as Plane[]).flatMap((plane) => this.#faultsOf(plane)),
      ...(this.#closedIdle === 0 ? ['no vendor closed an idle connection'] : []),
      ...this.accountingFaults(),
    ];
  }

  #faultsOf(plane: Plane): string[] {
    const { middle, last } = this.#memory(plane);
    const [before, after] = [this.before[plane].sockets, this.#after?.[plane].sockets ?? 0];
    return [
      ...(isLevel({ middle, last }) ? [] : [`memory of the ${PLANES[plane]} grows: ${middle} MiB, then ${last} MiB`]),
      ...(after > before + SOCKETS_MORE_MAX
        ? [`sockets of the ${PLANES[plane]} are left: ${before} before, ${after} after`]
        : []),
    ];
  }

  toJSON(): object {
    const ofPlane = (plane: Plane) => ({
      rssMib: {
        before: this.before[plane].rssMib,
        ...this.#memory(plane),
        after: this.#after?.[plane].rssMib,
        isLevel: isLevel(this.#memory(plane)),
      },
      sockets: { before: this.before[plane].sockets, after: this.#after?.[plane].sockets },
    });
    return {
      dataPlane: ofPlane('dataPlane'),
      controlPlane: ofPlane('controlPlane'),
      idleConnectionsClosedByTheVendor: this.#closedIdle,
      droppedLogLines: this.#droppedLogLines,
      outcomes: Object.fromEntries([...this.#outcomes].map(([name, counts]) => [name, Object.fromEntries(counts)])),
      accounts: this.#accounted === null ? null : Object.fromEntries(this.#accounted),
      unexpected: this.#unexpected,
      faults: this.faults(),
    };
  }

  /** The median of resident memory in each third of the run. */
  #memory(plane: Plane): { first: number; middle: number; last: number } {
    const third = Math.ceil(this.#samples.length / 3);
    const median = (from: number) => {
      const sorted = this.#samples.slice(from, from + third).map((figures) => figures[plane].rssMib);
      sorted.sort((a, b) => a - b);
      return sorted[Math.floor(sorted.length / 2)] ?? 0;
    };
    return { first: median(0), middle: median(third), last: median(2 * third) };
  }
}

function isLevel({ middle, last }: { readonly middle: number; readonly last: number }): boolean {
  return last <= middle * LEVEL_FACTOR;
}
