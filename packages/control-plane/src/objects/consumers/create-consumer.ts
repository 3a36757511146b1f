import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Consumer } from './consumer';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: 'The consumer to make.' })
export class CreateConsumerInput extends ChangeInput {
  @Field(() => String, { description: 'Its name, unique among consumers: `^[a-z0-9][a-z0-9._-]{0,62}$`.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Its name for people; the name unless given.' })
  displayName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its keys are accepted.', defaultValue: true })
  enabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it may ask for route traces.', defaultValue: false })
  traceAllowed?: boolean | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'The ids of AI APIs that it may call from the start; at most 200.',
  })
  aiApiIds?: string[] | null;
}

@ObjectType({ description: 'The consumer that was made.', implements: [ChangePayload] })
export class CreateConsumerPayload extends ChangePayload {
  @Field(() => Consumer, { description: 'The consumer.' })
  consumer: Consumer;
}
