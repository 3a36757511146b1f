import type { DataSource } from 'typeorm';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import type { ReportedHealth } from '../../fleet/data-planes/data-plane-reader';
import { PolicyEntity } from '../../objects/policies/policy-entity';
import { getObject } from '../../kernel/database/find-object';
import { changedHealth } from '../../fleet/target-health/changed-health';
import type { SeenTargetHealth } from '../../fleet/target-health/describe-health';
import type { DataPlaneFeed } from './data-plane-feed';
import { interruptible } from './interruptible';
import { whenDatabaseAnswers } from './when-database-answers';

/** How the targets of policies are, as each live data plane reports it. */
export class TargetHealthFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly dataPlanes: DataPlaneFeed,
  ) {}

  /**
   * Each target that is not available, then each one's health as it changes. Of a data plane that is not live nothing is
   * told until it is back.
   *
   * @param aiApiId only the targets of this one; null for all
   * @throws DomainError NOT_FOUND, as it begins, where there is no such AI API
   */
  follow(aiApiId: string | null): AsyncGenerator<SeenTargetHealth, void, void> {
    return interruptible((signal) => this.#run(aiApiId, signal));
  }

  async *#run(aiApiId: string | null, signal: AbortSignal): AsyncGenerator<SeenTargetHealth, void, void> {
    const { manager } = this.dataSource;
    if (aiApiId !== null) {
      await whenDatabaseAnswers(() => getObject(manager, AiApiEntity, aiApiId, 'AI API'), signal);
    }
    const told = new Map<string, ReportedHealth>();
    for await (const { id, dataPlane } of this.dataPlanes.changes(signal)) {
      if (dataPlane === null) told.delete(id);
      if (!dataPlane?.live) continue;
      const changed = changedHealth(dataPlane, told.get(id) ?? null);
      told.set(id, dataPlane.health);
      for (const health of await this.#ofAiApi(changed, aiApiId, signal)) {
        if (signal.aborted) return;
        yield health;
      }
    }
  }

  /** Policies come and go, so it is asked each time which ones the AI API has. */
  async #ofAiApi(
    changed: readonly SeenTargetHealth[],
    aiApiId: string | null,
    signal: AbortSignal,
  ): Promise<readonly SeenTargetHealth[]> {
    if (aiApiId === null || changed.length === 0) return changed;
    const { manager } = this.dataSource;
    const find = () => manager.find(PolicyEntity, { select: { id: true }, where: { aiApiId } });
    const ids = new Set((await whenDatabaseAnswers(find, signal))?.map(({ id }) => id));
    return changed.filter(({ targetKey }) => ids.has(targetKey.policyId));
  }
}
