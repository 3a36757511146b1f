import { setTimeout as delay } from 'node:timers/promises';
import type { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import type { ListedDataPlane } from '../../fleet/data-planes/data-plane-reader';
import { interruptible } from './interruptible';
import { PacedKeys } from './paced-keys';
import { Wake } from './wake';

/** Each data plane is told of at most once in this time. */
const PACE_MS = 1_000;
/** A thousand data planes report two hundred times a second: so often what they reported is looked through. */
const LOOK_INTERVAL_MS = 20;

export interface DataPlaneFeedParts {
  readonly dataPlanes: Pick<DataPlaneList, 'all' | 'onChange'>;
  readonly paceMs?: number;
}

/** A data plane that has changed, or that is not listed any more. */
export interface ChangedDataPlane {
  readonly id: string;
  readonly dataPlane: ListedDataPlane | null;
}

/**
 * The data planes as they change: by their reports, by falling silent, and by a revision that makes them out of date.
 * For a client that is slow nothing waits but that one has changed, so it is told how things stand when it listens.
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

  /** How many follow it now. */
  get followerCount(): number {
    return this.#followers.size;
  }

  /** Each data plane as it stands, then each one as it changes. */
  follow(): AsyncGenerator<ListedDataPlane, void, void> {
    return interruptible((signal) => this.#listed(signal));
  }

  /** The same, with those that go. */
  async *changes(signal: AbortSignal): AsyncGenerator<ChangedDataPlane, void, void> {
    const keys = new PacedKeys(this.parts.paceMs ?? PACE_MS);
    const wake = new Wake(signal);
    const upToDate = new Map<string, boolean>();
    const touch = (id: string | null) => {
      if (id === null) for (const each of this.#turned(upToDate)) keys.touch(each);
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
        await delay(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      this.#followers.delete(touch);
    }
  }

  async *#listed(signal: AbortSignal): AsyncGenerator<ListedDataPlane, void, void> {
    for await (const { dataPlane } of this.changes(signal)) if (dataPlane !== null) yield dataPlane;
  }

  /** Those that another revision has made up to date, or out of date. */
  #turned(upToDate: ReadonlyMap<string, boolean>): string[] {
    const present = [...this.#all().values()];
    return present.filter((each) => upToDate.get(each.id) !== each.upToDate).map(({ id }) => id);
  }

  #all(): ReadonlyMap<string, ListedDataPlane> {
    this.#present ??= new Map(this.parts.dataPlanes.all().map((dataPlane) => [dataPlane.id, dataPlane]));
    return this.#present;
  }
}
