import type { SiblingSuspension } from '../fleet/sibling-suspension';
import type { CausedSuspension } from '../health/policy-states';

/** Within this time a target is told once more at most: while a vendor is down, each of its failures suspends it anew. */
const REPEAT_AFTER_MS = 50;

export interface SiblingReportsOptions {
  /** What is told of a suspension; null if it has ended. */
  readonly describe: (suspension: CausedSuspension) => SiblingSuspension | null;
  readonly send: (suspension: SiblingSuspension) => void;
}

/** Tells the other workers at once which targets requests of this worker suspend. */
export class SiblingReports {
  readonly #options: SiblingReportsOptions;
  /** By policy, side and target, those that were told a moment ago: what has changed since then, if anything. */
  readonly #told = new Map<string, CausedSuspension | null>();

  constructor(options: SiblingReportsOptions) {
    this.#options = options;
  }

  note(suspension: CausedSuspension): void {
    const key = `${suspension.policyId}/${suspension.environment}/${suspension.target.key}`;
    if (this.#told.has(key)) this.#told.set(key, suspension);
    else this.#tell(key, suspension);
  }

  #tell(key: string, suspension: CausedSuspension): void {
    const { describe, send } = this.#options;
    this.#told.set(key, null);
    setTimeout(() => {
      const next = this.#told.get(key) ?? null;
      this.#told.delete(key);
      if (next !== null) this.#tell(key, next);
    }, REPEAT_AFTER_MS).unref();
    const told = describe(suspension);
    if (told !== null) send(told);
  }
}
