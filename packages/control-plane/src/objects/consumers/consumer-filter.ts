import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'Which consumers to return.' })
export class ConsumerFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, whatever the case.',
  })
  search?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those that may call one of these AI APIs.' })
  aiApiIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the enabled or only the disabled ones.' })
  enabled?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Those with an active key that expires before this moment.',
  })
  keyExpiresBefore?: Date | null;
}
