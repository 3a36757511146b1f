import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { AccessGrant } from './access-grant';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer and the AI API of the access grant.' })
export class GrantAccessInput extends ChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;
}

@ObjectType({ description: 'The access grant.', implements: [ChangePayload] })
export class GrantAccessPayload extends ChangePayload {
  @Field(() => AccessGrant, { description: 'The access grant.' })
  accessGrant: AccessGrant;
}
