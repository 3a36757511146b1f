import { Field, ID, Int, InterfaceType } from 'type-graphql';
import { DateTimeScalar } from './scalars';

@InterfaceType({ description: 'Anything that can be read by its id alone.' })
export abstract class Node {
  @Field(() => ID, { description: "The object's id." })
  id: string;
}

@InterfaceType({
  description: 'A part of the configuration. Its history is `revisions` with its id in the filter.',
  implements: [Node],
})
export abstract class ConfigurationObject extends Node {
  @Field(() => Int, {
    description: 'The number of the revision that last changed it; send it back as `expectedVersion`.',
  })
  version: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt: Date;
}
