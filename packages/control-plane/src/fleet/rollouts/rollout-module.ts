import { type NounModule, resolver } from '../../kernel/noun-module';
import type { RolloutQueries } from './rollout-queries';
import { ChangePayloadResolver, RevisionRolloutResolver, RolloutResolver } from './rollout-resolver';

export interface RolloutParts {
  readonly rollouts: RolloutQueries;
}

export const rolloutModule: NounModule<RolloutParts> = {
  resolvers: [
    resolver(RolloutResolver, ({ rollouts }) => [rollouts]),
    resolver(ChangePayloadResolver, ({ rollouts }) => [rollouts]),
    resolver(RevisionRolloutResolver, ({ rollouts }) => [rollouts]),
  ],
};
