import { Field, ID, InputType } from 'type-graphql';
import { PolicyKind } from '../policies/policy-kind';
import { LABEL_FILTER_DESCRIPTION } from '../labels/label';

@InputType({ description: 'Filters AI APIs.' })
export class AiApiFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Those with one of these names, ignoring case.' })
  names?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name, display name or base path contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Those whose base path starts with these segments.' })
  basePathPrefix?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Those that list one of these providers.' })
  providerIds?: string[] | null;

  @Field(() => [PolicyKind], { nullable: true, description: 'Those with a policy of one of these kinds.' })
  policyKinds?: PolicyKind[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True for those with a policy, false for those without.' })
  hasPolicies?: boolean | null;

  @Field(() => [ID], { nullable: true, description: 'Those with one of these models in a target or an alias.' })
  modelIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Those with one of these endpoints in a target or as a default.',
  })
  endpointIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those that one of these consumers may call.' })
  consumerIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True for enabled ones only, false for disabled ones only.' })
  enabled?: boolean | null;

  @Field(() => String, { nullable: true, description: LABEL_FILTER_DESCRIPTION })
  labelSelector?: string | null;
}
