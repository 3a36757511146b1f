import { Field, InputType } from 'type-graphql';

@InputType({ description: "An endpoint's credential: exactly one member." })
export class EndpointCredentialInput {
  @Field(() => String, { nullable: true, description: 'An API key.' })
  apiKey?: string | null;
}
