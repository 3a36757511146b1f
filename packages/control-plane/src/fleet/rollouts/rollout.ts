import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DataPlane, RevisionRejection } from '../data-planes/data-plane';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

export const RolloutState = {
  COMMITTED: 'COMMITTED',
  PUBLISHED: 'PUBLISHED',
  REJECTED: 'REJECTED',
  APPLIED: 'APPLIED',
} as const;
export type RolloutState = keyof typeof RolloutState;
registerEnumType(RolloutState, {
  name: 'RolloutState',
  description: 'How far a revision has been rolled out.',
  valuesConfig: {
    COMMITTED: { description: 'Committed, but not yet published.' },
    PUBLISHED: { description: 'Published, but not yet applied by every live data plane, or no data plane is live.' },
    REJECTED: { description: 'At least one live data plane has rejected it.' },
    APPLIED: { description: 'At least one data plane is live, and every live one serves it or a later revision.' },
  },
});

export const DataPlaneRolloutState = {
  PENDING: 'PENDING',
  APPLIED: 'APPLIED',
  REJECTED: 'REJECTED',
  NOT_LIVE: 'NOT_LIVE',
} as const;
export type DataPlaneRolloutState = keyof typeof DataPlaneRolloutState;
registerEnumType(DataPlaneRolloutState, {
  name: 'DataPlaneRolloutState',
  description: 'The state of a revision on one data plane.',
  valuesConfig: {
    PENDING: { description: 'The data plane is live and has not yet applied it.' },
    APPLIED: { description: 'The data plane serves it or a later revision.' },
    REJECTED: { description: 'The data plane rejected it and still serves an earlier revision.' },
    NOT_LIVE: { description: 'The data plane is not live. When it is back, it applies the latest published revision.' },
  },
});

@ObjectType({ description: 'The rollout of a revision to one data plane.' })
export class DataPlaneRollout {
  @Field(() => ID, { description: 'Unique per lineage, revision and data plane.' })
  id: string;

  @Field(() => DataPlane, { description: 'The data plane.' })
  dataPlane: DataPlane;

  @Field(() => DataPlaneRolloutState, { description: 'The state of the revision on it.' })
  state: DataPlaneRolloutState;

  @Field(() => RevisionRejection, { nullable: true, description: 'Why it rejected the revision; null if it did not.' })
  rejection: RevisionRejection | null;
}

@ObjectType({ description: 'The rollout of a revision to the data planes.' })
export class Rollout {
  @Field(() => ID, { description: 'Unique per lineage and revision.' })
  id: string;

  @Field(() => Int, { description: "The revision's number." })
  revision: number;

  @Field(() => RolloutState, { description: 'How far it has been rolled out.' })
  state: RolloutState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it, or a later revision that includes it, was published; null if not yet.',
  })
  publishedAt: Date | null;

  @Field(() => Int, { description: 'The number of live data planes.' })
  liveCount: number;

  @Field(() => Int, { description: 'The number of live data planes that have applied it.' })
  appliedCount: number;

  @Field(() => Int, { description: 'The number of live data planes that have rejected it.' })
  rejectedCount: number;

  @Field(() => [DataPlaneRollout], { description: 'Its rollout to each data plane, live ones first.' })
  dataPlanes: DataPlaneRollout[];
}
