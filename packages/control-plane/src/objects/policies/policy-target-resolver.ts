import { Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { Endpoint } from '../endpoints/endpoint';
import { required } from '../../kernel/graphql/required';
import { endpointById } from '../endpoints/endpoint-loaders';
import { modelById } from '../models/model-loaders';
import { providerById } from '../providers/provider-loaders';
import { policyById } from './policy-loaders';
import type { RequestContext } from '../loaders/request-context';
import { Model } from '../models/model';
import { Provider } from '../providers/provider';
import { PolicyTarget, WeightedRoundRobinTarget } from './policy-target';
import type { PolicyTargetEntity } from './policy-target-entity';
import { RoutingPolicy } from './routing-policy';
import { isInRotation, shareOf } from './target-rotation';

/** The fields of every kind of target. */
@Resolver(() => PolicyTarget)
export class PolicyTargetResolver {
  @FieldResolver(() => RoutingPolicy, { description: 'The policy that it belongs to.' })
  policy(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<RoutingPolicy> {
    return required(policyById(loaders), target.policyId);
  }

  @FieldResolver(() => Provider, { description: 'The provider of its model and its endpoint.' })
  provider(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<Provider> {
    return required(providerById(loaders), target.providerId);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<Model> {
    return required(modelById(loaders), target.modelId);
  }

  @FieldResolver(() => Endpoint, { description: 'The endpoint.' })
  endpoint(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<Endpoint> {
    return required(endpointById(loaders), target.endpointId);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it can be chosen: false if its model or endpoint is disabled, or its weight is 0.',
  })
  inRotation(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<boolean> {
    return isInRotation(target, loaders);
  }
}

@Resolver(() => WeightedRoundRobinTarget)
export class WeightedRoundRobinTargetResolver {
  @FieldResolver(() => Int, { description: 'Its weight, 0 to 1,000; 0 drains it.' })
  weight(@Root() target: PolicyTargetEntity): number {
    return target.weight ?? 0;
  }

  @FieldResolver(() => Float, {
    description: 'Its weight divided by the sum of the weights of all targets in rotation, 0 to 1.',
  })
  share(@Root() target: PolicyTargetEntity, @Ctx() { loaders }: RequestContext): Promise<number> {
    return shareOf(target, loaders);
  }
}
