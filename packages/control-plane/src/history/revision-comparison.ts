import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Revision } from './revision';

@ObjectType({ description: 'What differs between two revisions.' })
export class RevisionComparison {
  @Field(() => ID, { description: 'Made of the two revisions.' })
  id: string;

  @Field(() => Revision, { description: 'The revision it starts from.' })
  from: Revision;

  @Field(() => Revision, { description: 'The revision it arrives at.' })
  to: Revision;

  @Field(() => Int, { description: 'How many objects differ.' })
  changeCount: number;
}
