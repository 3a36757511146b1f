import { pause, until } from '@switchyard/runtime';
import { ConsumerLane } from './consumer-lane';
import type { LedgerConfiguration } from './ledger-configuration';
import type { LedgerDataPlane } from './ledger-data-plane';
import type { PlannedRequest } from './planned-requests';
import type { SentRequest } from './sent-request';

const MS_PER_SECOND = 1_000;
/** How long requests may wait until faults that are due are over. */
const WAIT_MS_MAX = 600_000;

export interface ConsumersOptions {
  readonly configuration: LedgerConfiguration;
  readonly dataPlanes: readonly LedgerDataPlane[];
  readonly lanes: number;
  /** How many requests begin each second, if the machine is fast enough. */
  readonly requestsPerSecond: number;
  readonly stopping: AbortSignal;
}

/** Consumers that send the planned requests in their order, several at a time, to the data planes that take any. */
export class Consumers {
  readonly #options: ConsumersOptions;
  readonly #planned: readonly PlannedRequest[];
  readonly #sent: SentRequest[] = [];
  #begun = 0;
  #allowed = Infinity;

  constructor(planned: readonly PlannedRequest[], options: ConsumersOptions) {
    this.#planned = planned;
    this.#options = options;
  }

  /** How many requests have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Begins no more requests than these, until more are allowed. */
  allow(count: number): void {
    this.#allowed = count;
  }

  /** Sends all of them. @returns those that were sent */
  async sendAll(): Promise<readonly SentRequest[]> {
    const { lanes, configuration } = this.#options;
    const startedAtMs = performance.now();
    const all = Array.from({ length: lanes }, (_, number) => ({ number, lane: new ConsumerLane(configuration) }));
    try {
      await Promise.all(all.map(({ number, lane }) => this.#sendBy(lane, number, startedAtMs)));
    } finally {
      for (const { lane } of all) lane.close();
    }
    return this.#sent;
  }

  async #sendBy(lane: ConsumerLane, number: number, startedAtMs: number): Promise<void> {
    const { requestsPerSecond, stopping } = this.#options;
    for (;;) {
      const index = this.#begun;
      const planned = this.#planned[index];
      if (planned === undefined || stopping.aborted) return;
      this.#begun += 1;
      const dueAtMs = startedAtMs + (index * MS_PER_SECOND) / requestsPerSecond;
      await pause(Math.max(0, dueAtMs - performance.now()), stopping);
      await until(() => index < this.#allowed || stopping.aborted, 'the request is allowed', { withinMs: WAIT_MS_MAX });
      if (stopping.aborted) return;
      const dataPlane = await until(() => this.#dataPlaneFor(number), 'a data plane takes requests');
      this.#sent.push(await lane.send(planned, dataPlane));
    }
  }

  /** That of the lane, or while it takes no requests another one. */
  #dataPlaneFor(lane: number): LedgerDataPlane | null {
    const { dataPlanes } = this.#options;
    const inTurn = dataPlanes.map((_, index) => dataPlanes[(lane + index) % dataPlanes.length]);
    return inTurn.find((dataPlane) => dataPlane !== undefined && dataPlane.url !== null) ?? null;
  }
}
