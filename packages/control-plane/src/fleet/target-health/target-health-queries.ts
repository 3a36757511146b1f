import DataLoader from 'dataloader';
import type { DataPlaneReader } from '../data-planes/data-plane-reader';
import { healthOn, type SeenTargetHealth } from './describe-health';
import type { TargetKey } from '../../objects/policies/target-key';

/** How targets are, from memory: costs no statement. */
export class TargetHealthQueries {
  /** A page's targets are held against one list of data planes. */
  readonly #loader: DataLoader<TargetKey, SeenTargetHealth[]>;

  constructor(dataPlanes: DataPlaneReader) {
    const load = async (targets: readonly TargetKey[]) => {
      const live = dataPlanes.all().filter((dataPlane) => dataPlane.live);
      return targets.map((target) => live.map((dataPlane) => healthOn(dataPlane, target)));
    };
    this.#loader = new DataLoader(load, { cache: false });
  }

  /** As each live data plane sees it. */
  ofTarget(target: TargetKey): Promise<SeenTargetHealth[]> {
    return this.#loader.load(target);
  }
}
