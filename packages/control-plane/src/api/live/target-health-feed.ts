import type { DataSource } from 'typeorm';
import { AiApiEntity } from '../../objects/ai-apis/ai-api-entity';
import type { ReportedHealth } from '../../fleet/data-planes/data-plane-reader';
import { PolicyEntity } from '../../objects/policies/policy-entity';
import { getObject } from '../../kernel/database/find-object';
import { changedHealth } from '../../fleet/target-health/changed-health';
import type { TargetHealthView } from '../../fleet/target-health/describe-health';
import type { DataPlaneFeed } from './data-plane-feed';
import { interruptible } from './interruptible';
import { whenDatabaseAnswers } from './when-database-answers';

/** The health of policy targets, as each live data plane reports it. */
export class TargetHealthFeed {
  constructor(
    private readonly dataSource: DataSource,
    private readonly dataPlanes: DataPlaneFeed,
  ) {}

  /**
   * Each target that is not available, then each change of a target's health. A data plane that is not live is silent until
   * it is back.
   *
   * @param aiApiId only the targets of this AI API; null for all
   * @throws DomainError NOT_FOUND, at the start, for an unknown AI API
   */
  follow(aiApiId: string | null): AsyncGenerator<TargetHealthView, void, void> {
    return interruptible((signal) => this.#run(aiApiId, signal));
  }

  async *#run(aiApiId: string | null, signal: AbortSignal): AsyncGenerator<TargetHealthView, void, void> {
    const { manager } = this.dataSource;
    if (aiApiId !== null) {
      await whenDatabaseAnswers(() => getObject(manager, AiApiEntity, aiApiId, 'AI API'), signal);
    }
    const sent = new Map<string, ReportedHealth>();
    for await (const { id, dataPlane } of this.dataPlanes.changes(signal)) {
      if (dataPlane === null) sent.delete(id);
      if (!dataPlane?.live) continue;
      const changed = changedHealth(dataPlane, sent.get(id) ?? null);
      sent.set(id, dataPlane.health);
      for (const health of await this.#ofAiApi(changed, aiApiId, signal)) {
        if (signal.aborted) return;
        yield health;
      }
    }
  }

  /** Policies come and go, so the AI API's policies are read each time. */
  async #ofAiApi(
    changed: readonly TargetHealthView[],
    aiApiId: string | null,
    signal: AbortSignal,
  ): Promise<readonly TargetHealthView[]> {
    if (aiApiId === null || changed.length === 0) return changed;
    const { manager } = this.dataSource;
    const find = () => manager.find(PolicyEntity, { select: { id: true }, where: { aiApiId } });
    const ids = new Set((await whenDatabaseAnswers(find, signal))?.map(({ id }) => id));
    return changed.filter(({ targetKey }) => ids.has(targetKey.policyId));
  }
}
