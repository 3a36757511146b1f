import { memoized } from '../kernel/memoized';
import { type NounModule, resolver } from '../kernel/noun-module';
import type { ObjectParts } from '../objects/object-parts';
import { ManifestResolver } from './manifest/manifest-resolver';
import { ManifestService } from './manifest/manifest-service';
import { ChangePlanResolver } from './plan/change-plan-resolver';
import { ConfigurationChanger } from './plan/configuration-changer';
import { ConfigurationReader } from './plan/configuration-reader';
import { PlanPoliciesResolver } from './plan/plan-policies-resolver';
import { RollBackResolver } from './roll-back/roll-back-resolver';
import { RollBackService } from './roll-back/roll-back-service';

const configurationReader = memoized(({ dataSource }: ObjectParts) => new ConfigurationReader(dataSource));

const configurationChanger = memoized(
  ({ sealingKey, privateEndpoints }: ObjectParts) => new ConfigurationChanger(sealingKey, privateEndpoints),
);

export const manifestService = memoized(
  (parts: ObjectParts) => new ManifestService(parts.corridor, configurationChanger(parts), configurationReader(parts)),
);

/** Manifests, rollbacks, and the plans that both make. */
export const configurationModule: NounModule<ObjectParts> = {
  resolvers: [
    resolver(ManifestResolver, (parts) => [manifestService(parts)]),
    resolver(RollBackResolver, (parts) => [
      new RollBackService(configurationReader(parts), parts.corridor, configurationChanger(parts)),
    ]),
    resolver(ChangePlanResolver, () => []),
    resolver(PlanPoliciesResolver, ({ corridor }) => [corridor]),
  ],
};
