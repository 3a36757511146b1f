import DataLoader from 'dataloader';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';
import { healthOn, type TargetHealthView } from './describe-health';
import type { TargetKey } from '../../objects/policies/target-key';

/** The health of targets, from memory: no statement is needed. */
export class TargetHealthQueries {
  /** All targets of a page see the same list of data planes. */
  readonly #loader: DataLoader<TargetKey, TargetHealthView[]>;

  constructor(dataPlanes: DataPlaneReader) {
    const load = async (targets: readonly TargetKey[]) => {
      const live = dataPlanes.all().filter((dataPlane) => dataPlane.live);
      return targets.map((target) => live.map((dataPlane) => healthOn(dataPlane, target)));
    };
    this.#loader = new DataLoader(load, { cache: false });
  }

  /** The target's health on each live data plane. */
  ofTarget(target: TargetKey): Promise<TargetHealthView[]> {
    return this.#loader.load(target);
  }
}
