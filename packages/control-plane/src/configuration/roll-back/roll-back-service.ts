import type { ChangePlan } from '../plan/change-plan';
import { withWarnings } from '../plan/describe-plan';
import { kindOf } from '../../objects/kinds';
import type { Configuration, ConfiguredObject } from '../plan/configuration';
import {
  type ConfigurationChanger,
  plannedChangesMax,
  type ProposedConfiguration,
} from '../plan/configuration-changer';
import type { ConfigurationReader } from '../plan/configuration-reader';
import type { ChangeInProgress } from '../../change/change-in-progress';
import type { ChangeCorridor } from '../../change/commit-change';
import { InputCheck } from '../../kernel/rules/input-check';
import type { Caller } from '../../kernel/caller/caller';
import type { RollBackPayload } from './roll-back';
import { rollBackRules } from './roll-back-rules';

export class RollBackService {
  constructor(
    private readonly configurations: ConfigurationReader,
    private readonly corridor: ChangeCorridor,
    private readonly changer: ConfigurationChanger,
  ) {}

  async rollBack(caller: Caller, input: unknown): Promise<RollBackPayload> {
    const [{ toRevision, dryRun, expectedPlanId, comment }] = new InputCheck(rollBackRules, input).passed();
    // The past does not change, so reading it needs no lock.
    const past = dryRun
      ? await this.configurations.asOf(toRevision, goingBackTo)
      : goingBackTo(await this.configurations.asOfAtOnce(toRevision));
    const proposed = { ...past, expectedPlanId };
    const apply = async (change: ChangeInProgress) => ({ plan: await this.changer.change(change, proposed) });
    if (dryRun) return { ...withWarnings(await this.corridor.dryRun(apply)), applied: false };
    const request = { caller, operation: 'rollBack', comment, rolledBackTo: toRevision, isLarge: true };
    return { ...withWarnings(await this.corridor.commit(request, apply)), applied: true };
  }

  /** @throws DomainError what `rollBack` would throw */
  async plan(caller: Caller, toRevision: number): Promise<ChangePlan> {
    const past = await this.configurations.asOf(toRevision, goingBackTo);
    const proposed = { ...past, changesMax: plannedChangesMax(caller) };
    const outcome = await this.corridor.dryRun(async (change) => ({
      plan: await this.changer.change(change, proposed),
    }));
    return withWarnings(outcome).plan;
  }
}

/** The proposal that restores the part of a past configuration that is rolled back. */
function goingBackTo({ objects }: Configuration): ProposedConfiguration {
  const isRolledBack = ({ kind }: ConfiguredObject) => kindOf(kind).isRolledBack;
  return {
    desired: { objects: objects.filter(isRolledBack) },
    removes: isRolledBack,
    // A rollback cannot carry credentials, and an outage cannot wait for one: see docs/decisions/0008.
    movedCredentials: 'REMOVED',
  };
}
