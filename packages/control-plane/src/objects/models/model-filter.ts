import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Filters models.' })
export class ModelFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those of one of these providers.' })
  providerIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True for enabled ones only, false for disabled ones only.' })
  enabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for those that a policy uses, false for those that no policy uses.',
  })
  used?: boolean | null;
}
