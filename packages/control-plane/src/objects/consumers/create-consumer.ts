import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { LabelInput, LABELS_INPUT_DESCRIPTION } from '../labels/label';
import { Consumer } from './consumer';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer to create.' })
export class CreateConsumerInput extends ChangeInput {
  @Field(() => String, {
    description: 'Its name, unique among consumers, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`.',
  })
  name: string;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to `name`.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: LABELS_INPUT_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its keys are accepted.', defaultValue: true })
  enabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may request route traces.', defaultValue: false })
  traceAllowed?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The ids of the AI APIs that it may call; at most 200.',
  })
  aiApiIds?: string[] | null;
}

@ObjectType({ description: 'The consumer that was created.', implements: [ChangePayload] })
export class CreateConsumerPayload extends ChangePayload {
  @Field(() => Consumer, { description: 'The consumer.' })
  consumer: Consumer;
}
