import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Which AI APIs to return.' })
export class AiApiFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name, display name or base path contains this, whatever the case.',
  })
  search?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those bound to one of these providers.' })
  providerIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the enabled or only the disabled ones.' })
  enabled?: boolean | null;
}
