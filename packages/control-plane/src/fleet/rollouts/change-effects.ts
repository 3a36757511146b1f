import type { Coverage } from '@switchyard/contract';
import type { DataPlaneView } from '../data-planes/data-plane-directory';

/** How many changes are waited for; while data planes are cut off, the oldest are forgotten. */
export const EFFECTS_AWAITED_MAX = 1_000;
const MS_PER_SECOND = 1_000;

/** A change that was committed and is not in effect yet. */
interface AwaitedChange extends Coverage {
  readonly committedAtMs: number;
}

/** What a data plane reports that matters here. */
type Serving = Pick<DataPlaneView, 'live' | 'lineage' | 'appliedRevision'>;

export interface ChangeEffectsOptions {
  readonly dataPlanes: {
    list(): readonly Serving[];
    onChange(listener: () => void): () => void;
  };
  /** Called with the time from the commit of a change to its effect at the last live data plane. */
  readonly onEffect: (seconds: number) => void;
  readonly monotonicMs?: () => number;
}

/**
 * Measures how long changes take from their commit by this control plane until every live data plane reports that it serves them.
 * Both ends are times of this process's clock, so no two clocks have to agree. Without a live data plane a change has no effect,
 * and waits for the first.
 */
export class ChangeEffects {
  readonly #options: ChangeEffectsOptions;
  readonly #unlisten: () => void;
  /** The oldest first. */
  #awaited: AwaitedChange[] = [];

  constructor(options: ChangeEffectsOptions) {
    this.#options = options;
    this.#unlisten = options.dataPlanes.onChange(() => this.#look());
  }

  /** Called when a change was committed. */
  committed({ lineage, revision }: Coverage): void {
    this.#awaited.push({ lineage, revision, committedAtMs: this.#nowMs() });
    if (this.#awaited.length > EFFECTS_AWAITED_MAX) this.#awaited.shift();
    // A data plane may have reported it before the database's answer arrived here.
    this.#look();
  }

  close(): void {
    this.#unlisten();
    this.#awaited = [];
  }

  #nowMs(): number {
    return (this.#options.monotonicMs ?? (() => performance.now()))();
  }

  #look(): void {
    if (this.#awaited.length === 0) return;
    const live = this.#options.dataPlanes.list().filter((dataPlane) => dataPlane.live);
    if (live.length === 0) return;
    const isInEffect = ({ lineage, revision }: Coverage) =>
      live.every((each) => each.lineage === lineage && (each.appliedRevision ?? -1) >= revision);
    const nowMs = this.#nowMs();
    const stillAwaited: AwaitedChange[] = [];
    for (const change of this.#awaited) {
      if (isInEffect(change)) this.#options.onEffect((nowMs - change.committedAtMs) / MS_PER_SECOND);
      else stillAwaited.push(change);
    }
    this.#awaited = stillAwaited;
  }
}
