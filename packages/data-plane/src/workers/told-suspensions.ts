import { REPORTED_SUSPENSIONS_MAX } from '@switchyard/contract';
import { partsOfTargetKey } from '@switchyard/routing';
import { SYSTEM_CLOCK } from '@switchyard/runtime';
import type { ReportedHealth } from '../fleet/reported-health';
import type { SiblingSuspension } from '../fleet/sibling-suspension';
import { mergeHealth, targetOf } from './merge-health';

/** So that memory is bounded, whatever is suspended; beyond that the oldest are forgotten. */
const SUSPENSIONS_MAX = 10_000;
/** Workers report their health within a second of a change; a busy one takes longer. Until then no report has what was told. */
const REPORT_DELAY_MS_MAX = 3_000;

interface Told {
  readonly suspension: SiblingSuspension;
  readonly atMs: number;
}

/** The latest suspension of each target that a worker has told and that still holds, for workers that start later. */
export class ToldSuspensions {
  /** By policy, side and target, in the order in which they were told. */
  readonly #told = new Map<string, Told>();
  readonly #nowMs: () => number;

  /** @param nowMs the monotonic clock */
  constructor(nowMs: () => number = () => SYSTEM_CLOCK.monotonicMs()) {
    this.#nowMs = nowMs;
  }

  note(suspension: SiblingSuspension): void {
    const { policyId, environment, targetKey } = suspension;
    const key = `${policyId}/${environment}/${targetKey}`;
    this.#told.delete(key);
    this.#told.set(key, { suspension, atMs: this.#nowMs() });
    const [oldest] = this.#told.keys();
    if (this.#told.size > SUSPENSIONS_MAX && oldest !== undefined) this.#told.delete(oldest);
  }

  /**
   * With the times that are left, in ms. A suspension may be lifted before its time: by a successful probe, or because an
   * operator disabled the target and enabled it again. So those that no worker has any more are left out.
   *
   * @param reports the health that the workers have reported
   */
  current(reports: readonly ReportedHealth[]): readonly SiblingSuspension[] {
    const nowMs = this.#nowMs();
    const held = heldTargets(reports);
    return [...this.#told].flatMap(([key, { suspension, atMs }]) => {
      const ageMs = nowMs - atMs;
      const remainingMs = suspension.remainingMs - ageMs;
      const { hardRemainingMs: hard } = suspension;
      const isLifted = held !== null && ageMs >= REPORT_DELAY_MS_MAX && !held.has(targetOf(targetIds(suspension)));
      if (remainingMs > 0 && !isLifted)
        return { ...suspension, remainingMs, hardRemainingMs: hard === null ? null : hard - ageMs };
      this.#told.delete(key);
      return [];
    });
  }
}

/** The targets that are suspended at a worker; null if that is not known, or not of all. */
function heldTargets(reports: readonly ReportedHealth[]): ReadonlySet<string> | null {
  if (reports.length === 0) return null;
  const { suspensions } = mergeHealth(reports);
  return suspensions.length < REPORTED_SUSPENSIONS_MAX ? new Set(suspensions.map(targetOf)) : null;
}

function targetIds({ policyId, environment, targetKey }: SiblingSuspension): Parameters<typeof targetOf>[0] {
  return { policyId, environment, ...partsOfTargetKey(targetKey) };
}
