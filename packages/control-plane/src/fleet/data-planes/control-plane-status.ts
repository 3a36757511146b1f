import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'The control plane, whichever of its processes answers.' })
export class ControlPlane {
  @Field(() => ID, { description: 'A fixed id.' })
  id: string;

  @Field(() => String, { description: 'The version of the program that answers.' })
  version: string;

  @Field(() => ID, { description: 'The lineage of the database.' })
  lineage: string;

  @Field(() => Int, { description: 'The number of the latest committed revision; 0 while there is none.' })
  committedRevision: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the latest published revision; null where that is not known, because the publication is away.',
  })
  publishedRevision: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was published.' })
  publishedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why revisions are not being published; null where they are.' })
  publicationProblem: string | null;

  @Field(() => Int, { description: 'How many data planes are live.' })
  liveDataPlaneCount: number;

  @Field(() => Int, { description: 'How many of them serve the latest published revision.' })
  upToDateDataPlaneCount: number;
}
