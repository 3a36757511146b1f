import { type Environment } from '@switchyard/contract';
import { Field, ID, InputType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@InputType({ description: 'Filters endpoints.' })
export class EndpointFilter {
  @Field(() => [ID], { nullable: true, description: 'Those with one of these ids.' })
  ids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Those of one of these providers.' })
  providerIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those whose name or display name contains this, ignoring case.',
  })
  search?: string | null;

  @Field(() => EnvironmentEnum, { nullable: true, description: 'Those of this environment.' })
  environment?: Environment | null;

  @Field(() => Boolean, { nullable: true, description: 'True for enabled ones only, false for disabled ones only.' })
  enabled?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True for those with a credential, false for those without.' })
  credentialSet?: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Those whose credential was last set before this time.',
  })
  credentialRotatedBefore?: Date | null;
}
