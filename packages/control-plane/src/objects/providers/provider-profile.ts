import { providerProfileSchema } from '@switchyard/contract';
import { Field, ID, ObjectType } from 'type-graphql';
import { objectTypeOf } from '../../kernel/graphql/schema-types';

/** The contract's profile, with the fields that only the API has. */
@ObjectType({ description: providerProfileSchema.description ?? '' })
export class ProviderProfile extends objectTypeOf(providerProfileSchema) {
  @Field(() => ID, { description: 'The id of the provider or template that it belongs to.' })
  id: string;

  @Field(() => [String], { description: 'The members that the provider overrides; empty for a template.' })
  overrides: string[];
}
