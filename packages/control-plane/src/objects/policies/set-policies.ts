import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { AiApi } from '../ai-apis/ai-api';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { PolicyListInput } from './policy-input';
import { RoutingPolicy } from './routing-policy';

@InputType({ description: 'The new policies of an AI API: exactly one of the three kinds.' })
export class SetPoliciesInput extends PolicyListInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => String, {
    nullable: true,
    description: 'A comment for the revision, such as a ticket or a commit; at most 500 characters.',
  })
  comment?: string | null;

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
