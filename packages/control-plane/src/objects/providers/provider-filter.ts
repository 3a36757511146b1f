import { Field, ID, InputType } from 'type-graphql';
import { ProviderTemplate } from './provider-template';
import { LABEL_FILTER_DESCRIPTION } from '../labels/label';

@InputType({ description: 'Filters providers.' })
export class ProviderFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names, ignoring case.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => [ProviderTemplate], { nullable: true, description: 'Those created from one of these templates.' })
  templates?: ProviderTemplate[] | null;

  @Field(() => String, { nullable: true, description: LABEL_FILTER_DESCRIPTION })
  labelSelector?: string | null;
}
