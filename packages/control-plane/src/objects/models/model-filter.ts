import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Which models to return.' })
export class ModelFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those of one of these providers.' })
  providerIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, whatever the case.',
  })
  search?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only the enabled or only the disabled ones.' })
  enabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that a policy uses, or only those that none does.',
  })
  used?: boolean | null;
}
