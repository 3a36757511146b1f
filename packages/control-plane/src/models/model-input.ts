import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A model to add.' })
export class ModelInput {
  @Field(() => String, { description: 'Its name as the provider knows it: 1 to 128 visible characters.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Its name for people; the name unless given.' })
  displayName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether requests may go to it.', defaultValue: true })
  enabled?: boolean | null;
}
