import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { AccessGrant } from './access-grant';
import { Consumer } from './consumer';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The complete list of AI APIs that a consumer may call.' })
export class SetAccessGrantsInput extends ChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => [ID], { description: "The AI APIs' ids; at most 1,000." })
  aiApiIds: string[];
}

@ObjectType({ description: 'The access grants that were set.', implements: [ChangePayload] })
export class SetAccessGrantsPayload extends ChangePayload {
  @Field(() => [AccessGrant], { description: 'The access grants, in the order of the input.' })
  accessGrants: AccessGrant[];

  @Field(() => [ID], { description: 'The ids of the access grants that were deleted.' })
  deletedIds: string[];

  @Field(() => Consumer, { description: 'The consumer.' })
  consumer: Consumer;
}
