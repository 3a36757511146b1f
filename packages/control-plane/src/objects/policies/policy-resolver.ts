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

/** The mutations of policies. */
@Resolver()
export class PolicyResolver {
  constructor(
    private readonly service: PolicyService,
    private readonly setService: SetPoliciesService,
  ) {}

  @Requires('EDITOR')
  @Mutation(() => AttachRoundRobinPolicyPayload, {
    nullable: true,
    description: 'Attaches a round-robin policy to an AI API. Refused if the AI API already has a policy.',
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
    description: 'Attaches a weighted round-robin policy to an AI API. Refused if the AI API already has a policy.',
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
      'Attaches a failover policy to an AI API. Refused if the AI API has a load-balancing policy, or a failover policy with the same primary model in the same environment.',
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
      'Changes a round-robin policy in place. Data planes keep their counters and the suspensions of its remaining targets.',
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
      'Changes a weighted round-robin policy in place. Data planes keep their counters and the suspensions of its remaining targets.',
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
    description: 'Changes a failover policy in place. Data planes keep the suspensions of its remaining targets.',
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
      'Replaces all policies of an AI API in one revision, so that the AI API is never without a policy. A policy that continues keeps its id.',
  })
  setPolicies(
    @Arg('input', () => SetPoliciesInput, { description: 'The new policies.' })
    input: SetPoliciesInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<SetPoliciesPayload> {
    return this.setService.setPolicies(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => DetachPolicyPayload, {
    nullable: true,
    description: 'Detaches a policy from its AI API and deletes it.',
  })
  detachPolicy(
    @Arg('input', () => DetachPolicyInput, { description: 'The policy to detach.' })
    input: DetachPolicyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<DetachPolicyPayload> {
    return this.service.detach(caller, input);
  }
}
