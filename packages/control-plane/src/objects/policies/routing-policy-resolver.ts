import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { AiApi } from '../ai-apis/ai-api';
import { required } from '../../kernel/graphql/required';
import { aiApiById } from '../ai-apis/ai-api-loaders';
import { policyById } from './policy-loaders';
import type { RequestContext } from '../loaders/request-context';
import { nameOf } from './name-of';
import type { PolicyEntity } from './policy-entity';
import {
  FailoverSide,
  PolicySide,
  policySide,
  RoundRobinSide,
  type SideOfPolicy,
  WeightedRoundRobinSide,
} from './policy-side';
import { FailoverPolicy, RoundRobinPolicy, RoutingPolicy, WeightedRoundRobinPolicy } from './routing-policy';

/** The fields of every kind of policy. */
@Resolver(() => RoutingPolicy)
export class RoutingPolicyResolver {
  @Requires('VIEWER')
  @Query(() => RoutingPolicy, {
    nullable: true,
    description: 'One routing policy by id; null if there is none.',
  })
  policy(
    @Arg('id', () => ID, { description: "The policy's id." }) id: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<RoutingPolicy | null> {
    return policyById(loaders).load(id);
  }

  @FieldResolver(() => AiApi, { description: 'The AI API that it belongs to.' })
  aiApi(@Root() policy: PolicyEntity, @Ctx() { loaders }: RequestContext): Promise<AiApi> {
    return required(aiApiById(loaders), policy.aiApiId);
  }

  @FieldResolver(() => String, {
    description:
      'What it is called, such as `failover from openai/gpt-4o in production`; no two policies of an AI API are called the same. The default comes from the kind and, for failover, from the primaries, and changes with them.',
  })
  name(@Root() policy: PolicyEntity, @Ctx() { loaders }: RequestContext): Promise<string> {
    return nameOf(policy, loaders);
  }

  @FieldResolver(() => PolicySide, { description: 'Its production side.' })
  production(@Root() policy: PolicyEntity): SideOfPolicy {
    return policySide(policy, 'PRODUCTION');
  }

  @FieldResolver(() => PolicySide, { description: 'Its sandbox side.' })
  sandbox(@Root() policy: PolicyEntity): SideOfPolicy {
    return policySide(policy, 'SANDBOX');
  }
}

@Resolver(() => RoundRobinPolicy)
export class RoundRobinPolicyResolver {
  @FieldResolver(() => RoundRobinSide, { description: 'Its production side.' })
  production(@Root() policy: PolicyEntity): RoundRobinSide {
    return policySide(policy, 'PRODUCTION');
  }

  @FieldResolver(() => RoundRobinSide, { description: 'Its sandbox side.' })
  sandbox(@Root() policy: PolicyEntity): RoundRobinSide {
    return policySide(policy, 'SANDBOX');
  }
}

@Resolver(() => WeightedRoundRobinPolicy)
export class WeightedRoundRobinPolicyResolver {
  @FieldResolver(() => WeightedRoundRobinSide, { description: 'Its production side.' })
  production(@Root() policy: PolicyEntity): WeightedRoundRobinSide {
    return policySide(policy, 'PRODUCTION');
  }

  @FieldResolver(() => WeightedRoundRobinSide, { description: 'Its sandbox side.' })
  sandbox(@Root() policy: PolicyEntity): WeightedRoundRobinSide {
    return policySide(policy, 'SANDBOX');
  }
}

@Resolver(() => FailoverPolicy)
export class FailoverPolicyResolver {
  @FieldResolver(() => FailoverSide, { description: 'Its production side.' })
  production(@Root() policy: PolicyEntity): FailoverSide {
    return policySide(policy, 'PRODUCTION');
  }

  @FieldResolver(() => FailoverSide, { description: 'Its sandbox side.' })
  sandbox(@Root() policy: PolicyEntity): FailoverSide {
    return policySide(policy, 'SANDBOX');
  }
}
