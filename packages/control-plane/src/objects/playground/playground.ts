import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ description: "The console's playground, where operators try AI APIs." })
export class Playground {
  @Field(() => Boolean, {
    description: 'Whether it can be used: the setting SWITCHYARD_PLAYGROUND_URL says where the data plane is.',
  })
  enabled: boolean;

  @Field(() => ID, {
    description:
      'The id of the built-in consumer whose requests these are, as usage and requests have it. It is no configured object.',
  })
  consumerId: string;
}
