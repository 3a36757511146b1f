import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { AiApi } from '../ai-apis/ai-api';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { FailoverPolicyInput, RoundRobinPolicyInput, WeightedRoundRobinPolicyInput } from './policy-input';
import { RoutingPolicy } from './routing-policy';

@InputType({ description: 'The new policies of an AI API: exactly one of the three kinds.' })
export class SetPoliciesInput extends ChangeInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => RoundRobinPolicyInput, { nullable: true, description: 'A round-robin policy.' })
  roundRobin?: RoundRobinPolicyInput | null;

  @Field(() => WeightedRoundRobinPolicyInput, { nullable: true, description: 'A weighted round-robin policy.' })
  weightedRoundRobin?: WeightedRoundRobinPolicyInput | null;

  @Field(() => [FailoverPolicyInput], {
    nullable: true,
    description: 'Failover policies; an empty list leaves the AI API without a policy.',
  })
  failover?: FailoverPolicyInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description: "The AI API's `policiesVersion` that the caller knows; refused with CONFLICT if it has changed.",
  })
  expectedVersion?: number | null;
}

@ObjectType({ description: 'The policies that were set.', implements: [ChangePayload] })
export class SetPoliciesPayload extends ChangePayload {
  @Field(() => [RoutingPolicy], { description: 'The policies, in the order of the input.' })
  policies: RoutingPolicy[];

  @Field(() => AiApi, { description: 'The AI API.' })
  aiApi: AiApi;

  @Field(() => [ID], { description: 'The ids of the policies that were deleted.' })
  deletedIds: string[];
}
