import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ConsumerKey } from './consumer-key';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer key to revoke.' })
export class RevokeConsumerKeyInput extends ChangeInput {
  @Field(() => ID, { description: "The consumer key's id." })
  consumerKeyId: string;
}

@ObjectType({ description: 'The consumer key that was revoked.', implements: [ChangePayload] })
export class RevokeConsumerKeyPayload extends ChangePayload {
  @Field(() => ConsumerKey, { description: 'The consumer key.' })
  consumerKey: ConsumerKey;
}
