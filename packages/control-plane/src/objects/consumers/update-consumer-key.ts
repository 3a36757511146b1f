import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ConsumerKey } from './consumer-key';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'What to change in a consumer key.' })
export class UpdateConsumerKeyInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The consumer key's id." })
  consumerKeyId: string;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; null for never.' })
  expiresAt?: Date | null;
}

@ObjectType({ description: 'The consumer key that was changed.', implements: [ChangePayload] })
export class UpdateConsumerKeyPayload extends ChangePayload {
  @Field(() => ConsumerKey, { description: 'The consumer key.' })
  consumerKey: ConsumerKey;
}
