import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { LABEL_FILTER_DESCRIPTION } from '../labels/label';

@InputType({ description: 'Filters consumers.' })
export class ConsumerFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names, ignoring case.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those that may call one of these AI APIs.' })
  aiApiIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True for enabled ones only, false for disabled ones only.' })
  enabled?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Those with an active key that expires before this time.',
  })
  keyExpiresBefore?: Date | null;

  @Field(() => String, { nullable: true, description: LABEL_FILTER_DESCRIPTION })
  labelSelector?: string | null;
}
