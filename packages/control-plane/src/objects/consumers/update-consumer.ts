import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { LabelInput, NEW_LABELS_DESCRIPTION } from '../labels/label';
import { Consumer } from './consumer';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'What to change in a consumer.' })
export class UpdateConsumerInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The consumer's id." })
  consumerId: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: NEW_LABELS_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its keys are accepted.' })
  enabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may request route traces.' })
  traceAllowed?: boolean | null;
}

@ObjectType({ description: 'The consumer that was changed.', implements: [ChangePayload] })
export class UpdateConsumerPayload extends ChangePayload {
  @Field(() => Consumer, { description: 'The consumer.' })
  consumer: Consumer;
}
