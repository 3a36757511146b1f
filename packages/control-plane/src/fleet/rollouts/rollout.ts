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
  description: 'How far a revision has come altogether.',
  valuesConfig: {
    COMMITTED: { description: 'It is committed and waits to be published.' },
    PUBLISHED: { description: 'It is published, and a live data plane has yet to apply it, or none is live.' },
    REJECTED: { description: 'At least one live data plane refused it.' },
    APPLIED: { description: 'Every live data plane serves it or a later one; at least one is live.' },
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
  description: 'How far a revision has come on one data plane.',
  valuesConfig: {
    PENDING: { description: 'The data plane is live and has yet to apply it.' },
    APPLIED: { description: 'The data plane serves it or a later one.' },
    REJECTED: { description: 'The data plane refused it and goes on serving an earlier one.' },
    NOT_LIVE: { description: 'The data plane is not live; it will apply what is published when it comes back.' },
  },
});

@ObjectType({ description: 'How far a revision has come on one data plane.' })
export class DataPlaneRollout {
  @Field(() => ID, { description: "Made of the revision and the data plane's id." })
  id: string;

  @Field(() => DataPlane, { description: 'The data plane.' })
  dataPlane: DataPlane;

  @Field(() => DataPlaneRolloutState, { description: 'How far it has come.' })
  state: DataPlaneRolloutState;

  @Field(() => RevisionRejection, { nullable: true, description: 'Why it was refused; null where it was not.' })
  rejection: RevisionRejection | null;
}

@ObjectType({ description: 'How far a revision has come.' })
export class Rollout {
  @Field(() => ID, { description: 'Made of the lineage and the revision.' })
  id: string;

  @Field(() => Int, { description: 'The number of the revision.' })
  revision: number;

  @Field(() => RolloutState, { description: 'How far it has come altogether.' })
  state: RolloutState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it, or a later one that includes it, was published; null where neither was.',
  })
  publishedAt: Date | null;

  @Field(() => Int, { description: 'How many data planes are live.' })
  liveCount: number;

  @Field(() => Int, { description: 'How many of them have applied it.' })
  appliedCount: number;

  @Field(() => Int, { description: 'How many of them refused it.' })
  rejectedCount: number;

  @Field(() => [DataPlaneRollout], { description: 'How far it has come on each data plane, live ones first.' })
  dataPlanes: DataPlaneRollout[];
}
