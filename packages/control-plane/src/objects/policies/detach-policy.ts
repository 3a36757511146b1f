import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { AiApi } from '../ai-apis/ai-api';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The policy to detach.' })
export class DetachPolicyInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The policy's id." })
  policyId: string;
}

@ObjectType({ description: 'The detached policy.', implements: [ChangePayload] })
export class DetachPolicyPayload extends ChangePayload {
  @Field(() => ID, { description: "The policy's id." })
  deletedId: string;

  @Field(() => AiApi, { description: 'The AI API.' })
  aiApi: AiApi;
}
