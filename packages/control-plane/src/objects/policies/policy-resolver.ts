import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { RequestContext } from '../loaders/request-context';
import {
  AttachFailoverPolicyInput,
  AttachFailoverPolicyPayload,
  AttachRoundRobinPolicyInput,
  AttachRoundRobinPolicyPayload,
  AttachWeightedRoundRobinPolicyInput,
  AttachWeightedRoundRobinPolicyPayload,
} from './attach-policy';
import { DetachPolicyInput, DetachPolicyPayload } from './detach-policy';
import type { PolicyService } from './policy-service';
import { SetPoliciesInput, SetPoliciesPayload } from './set-policies';
import type { SetPoliciesService } from './set-policies-service';
import {
  UpdateFailoverPolicyInput,
  UpdateFailoverPolicyPayload,
  UpdateRoundRobinPolicyInput,
  UpdateRoundRobinPolicyPayload,
  UpdateWeightedRoundRobinPolicyInput,
  UpdateWeightedRoundRobinPolicyPayload,
} from './update-policy';

/** What changes policies. */
@Resolver()
export class PolicyResolver {
  constructor(
    private readonly service: PolicyService,
    private readonly setService: SetPoliciesService,
  ) {}

  @Requires('EDITOR')
  @Mutation(() => AttachRoundRobinPolicyPayload, {
    nullable: true,
    description: 'Gives an AI API its one round-robin policy; refused where it has a policy already.',
  })
  attachRoundRobinPolicy(
    @Arg('input', () => AttachRoundRobinPolicyInput, { description: 'The policy to attach.' })
    input: AttachRoundRobinPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<AttachRoundRobinPolicyPayload> {
    return this.service.attach(caller, 'attachRoundRobinPolicy', 'ROUND_ROBIN', input);
  }

  @Requires('EDITOR')
  @Mutation(() => AttachWeightedRoundRobinPolicyPayload, {
    nullable: true,
    description: 'Gives an AI API its one weighted round-robin policy; refused where it has a policy already.',
  })
  attachWeightedRoundRobinPolicy(
    @Arg('input', () => AttachWeightedRoundRobinPolicyInput, { description: 'The policy to attach.' })
    input: AttachWeightedRoundRobinPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<AttachWeightedRoundRobinPolicyPayload> {
    return this.service.attach(caller, 'attachWeightedRoundRobinPolicy', 'WEIGHTED_ROUND_ROBIN', input);
  }

  @Requires('EDITOR')
  @Mutation(() => AttachFailoverPolicyPayload, {
    nullable: true,
    description:
      'Gives an AI API a failover policy; refused beside a load-balancing policy, or where another failover policy has that primary model in that environment.',
  })
  attachFailoverPolicy(
    @Arg('input', () => AttachFailoverPolicyInput, { description: 'The policy to attach.' })
    input: AttachFailoverPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<AttachFailoverPolicyPayload> {
    return this.service.attach(caller, 'attachFailoverPolicy', 'FAILOVER', input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateRoundRobinPolicyPayload, {
    nullable: true,
    description:
      'Changes a round-robin policy in place: data planes keep their counters, and the suspensions of targets that stay.',
  })
  updateRoundRobinPolicy(
    @Arg('input', () => UpdateRoundRobinPolicyInput, { description: 'What to change.' })
    input: UpdateRoundRobinPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateRoundRobinPolicyPayload> {
    return this.service.update(caller, 'updateRoundRobinPolicy', 'ROUND_ROBIN', input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateWeightedRoundRobinPolicyPayload, {
    nullable: true,
    description:
      'Changes a weighted round-robin policy in place: data planes keep their counters, and the suspensions of targets that stay.',
  })
  updateWeightedRoundRobinPolicy(
    @Arg('input', () => UpdateWeightedRoundRobinPolicyInput, { description: 'What to change.' })
    input: UpdateWeightedRoundRobinPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateWeightedRoundRobinPolicyPayload> {
    return this.service.update(caller, 'updateWeightedRoundRobinPolicy', 'WEIGHTED_ROUND_ROBIN', input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateFailoverPolicyPayload, {
    nullable: true,
    description: 'Changes a failover policy in place: data planes keep the suspensions of targets that stay.',
  })
  updateFailoverPolicy(
    @Arg('input', () => UpdateFailoverPolicyInput, { description: 'What to change.' })
    input: UpdateFailoverPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateFailoverPolicyPayload> {
    return this.service.update(caller, 'updateFailoverPolicy', 'FAILOVER', input);
  }

  @Requires('EDITOR')
  @Mutation(() => SetPoliciesPayload, {
    nullable: true,
    description:
      'Replaces all policies of an AI API in one revision, so that a change of kind has no moment without a policy; a policy that continues keeps its id.',
  })
  setPolicies(
    @Arg('input', () => SetPoliciesInput, { description: 'The policies to have.' })
    input: SetPoliciesInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<SetPoliciesPayload> {
    return this.setService.setPolicies(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DetachPolicyPayload, {
    nullable: true,
    description: 'Takes a policy off its AI API and deletes it.',
  })
  detachPolicy(
    @Arg('input', () => DetachPolicyInput, { description: 'Which one.' })
    input: DetachPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DetachPolicyPayload> {
    return this.service.detach(caller, input);
  }
}
