import { Field, InputType } from 'type-graphql';
import { SecretInput } from '../../kernel/graphql/secret-input';

@InputType({ description: "An endpoint's credential: exactly one member." })
export class EndpointCredentialInput {
  @SecretInput()
  @Field(() => String, { nullable: true, description: 'An API key.' })
  apiKey?: string | null;
}
