import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'The control plane.' })
export class ControlPlane {
  @Field(() => ID, { description: 'A fixed id.' })
  id: string;

  @Field(() => String, { description: 'The version of the process that responds.' })
  version: string;

  @Field(() => String, {
    description: 'The currency of all prices and costs (ISO 4217): the setting SWITCHYARD_CURRENCY.',
  })
  currency: string;

  @Field(() => ID, { description: 'The lineage of the database.' })
  lineage: string;

  @Field(() => Int, { description: 'The latest committed revision; 0 if there is none.' })
  committedRevision: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The latest published revision; null if unknown because NATS is unreachable.',
  })
  publishedRevision: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When `publishedRevision` was published.' })
  publishedAt: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why committed revisions are not published, or why that is unknown; null if all are. Every control plane reports a ' +
      'revision that has not been published for 5 seconds, whichever of them publishes. The one that publishes also names ' +
      'an object that it holds back because no data plane could serve it: data planes keep an earlier version if the bucket has one.',
  })
  publicationProblem: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What to do about the streams in NATS before they refuse something: a limit that is half reached, or one that is not ' +
      'as it should be; null if nothing.',
  })
  storageProblem: string | null;

  @Field(() => Int, { description: 'The number of live data planes.' })
  liveDataPlaneCount: number;

  @Field(() => Int, { description: 'The number of live data planes that serve the latest published revision.' })
  upToDateDataPlaneCount: number;
}
