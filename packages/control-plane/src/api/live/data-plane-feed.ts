import { setTimeout as delay } from 'node:timers/promises';
import type { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import type { ListedDataPlane } from '../../fleet/data-planes/data-plane-reader';
import { interruptible } from './interruptible';
import { PacedKeys } from './paced-keys';
import { Wake } from './wake';

/** Each data plane is sent at most once per interval. */
const PACE_MS = 1_000;
/** Batches changes: a thousand data planes report two hundred times a second. */
const BATCH_INTERVAL_MS = 20;

export interface DataPlaneFeedParts {
  readonly dataPlanes: Pick<DataPlaneList, 'all' | 'onChange'>;
  readonly paceMs?: number;
}

/** A data plane that has changed; null if it is no longer listed. */
export interface ChangedDataPlane {
  readonly id: string;
  readonly dataPlane: ListedDataPlane | null;
}

/**
 * The data planes as they change: by their reports, by going silent, and by a revision that makes them out of date. For a
 * slow client only the ids of changed data planes are kept, so it always receives their latest state.
 */
export class DataPlaneFeed {
  readonly #followers = new Set<(id: string | null) => void>();
  #present: ReadonlyMap<string, ListedDataPlane> | null = null;

  constructor(private readonly parts: DataPlaneFeedParts) {
    parts.dataPlanes.onChange((id) => {
      this.#present = null;
      for (const follower of this.#followers) follower(id);
    });
  }

  /** The number of current followers. */
  get followerCount(): number {
    return this.#followers.size;
  }

  /** Each data plane, then each change. */
  follow(): AsyncGenerator<ListedDataPlane, void, void> {
    return interruptible((signal) => this.#listed(signal));
  }

  /** Like `follow`, including data planes that are no longer listed. */
  async *changes(signal: AbortSignal): AsyncGenerator<ChangedDataPlane, void, void> {
    const keys = new PacedKeys(this.parts.paceMs ?? PACE_MS);
    const wake = new Wake(signal);
    const upToDate = new Map<string, boolean>();
    const touch = (id: string | null) => {
      if (id === null) for (const each of this.#changedBy(upToDate)) keys.touch(each);
      else keys.touch(id);
      wake.ring();
    };
    this.#followers.add(touch);
    try {
      for (const id of this.#all().keys()) keys.touch(id);
      while (!signal.aborted) {
        for (const id of keys.takeDue(performance.now())) {
          if (signal.aborted) return;
          const dataPlane = this.#all().get(id) ?? null;
          if (dataPlane === null) upToDate.delete(id);
          else upToDate.set(id, dataPlane.upToDate);
          yield { id, dataPlane };
        }
        await wake.wait(keys.waitMs(performance.now()));
        await delay(BATCH_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      this.#followers.delete(touch);
    }
  }

  async *#listed(signal: AbortSignal): AsyncGenerator<ListedDataPlane, void, void> {
    for await (const { dataPlane } of this.changes(signal)) if (dataPlane !== null) yield dataPlane;
  }

  /** The ids of the data planes that a new head has made up to date, or out of date. */
  #changedBy(upToDate: ReadonlyMap<string, boolean>): string[] {
    const present = [...this.#all().values()];
    return present.filter((each) => upToDate.get(each.id) !== each.upToDate).map(({ id }) => id);
  }

  #all(): ReadonlyMap<string, ListedDataPlane> {
    this.#present ??= new Map(this.parts.dataPlanes.all().map((dataPlane) => [dataPlane.id, dataPlane]));
    return this.#present;
  }
}
