import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Revision } from './revision';

@ObjectType({ description: 'What differs between two revisions.' })
export class RevisionComparison {
  @Field(() => ID, { description: 'Unique per pair of revisions.' })
  id: string;

  @Field(() => Revision, { description: 'The earlier revision.' })
  from: Revision;

  @Field(() => Revision, { description: 'The later revision.' })
  to: Revision;

  @Field(() => Int, { description: 'The number of objects that differ.' })
  readonly changeCount: Promise<number>;
}
