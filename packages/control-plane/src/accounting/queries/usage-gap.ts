import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CountScalar, DateTimeScalar } from '../../kernel/graphql/scalars';
import type { UsageGapCause as Cause } from '@switchyard/contract';

export const UsageGapCause: { readonly [Name in Cause]: Name } = {
  DATA_PLANE_ENDED: 'DATA_PLANE_ENDED',
  WORKER_ENDED: 'WORKER_ENDED',
  SPOOL_FULL: 'SPOOL_FULL',
  BATCHES_MISSING: 'BATCHES_MISSING',
};
registerEnumType(UsageGapCause, {
  name: 'UsageGapCause',
  description: 'Why usage is missing.',
  valuesConfig: {
    DATA_PLANE_ENDED: {
      description: 'A data plane ended before it had reported all usage, for example because its machine failed.',
    },
    WORKER_ENDED: { description: 'A worker of a data plane ended before it had reported all usage.' },
    SPOOL_FULL: {
      description: 'A data plane could not send reports for so long that it ran out of room, or could not store them.',
    },
    BATCHES_MISSING: { description: 'Reports of a data plane never arrived.' },
  },
});

@ObjectType({ description: 'A period for which the usage of a data plane is not fully known.' })
export class UsageGap {
  @Field(() => ID, { description: "The gap's id." })
  id: string;

  @Field(() => ID, { description: 'The data plane.' })
  dataPlaneId: string;

  @Field(() => UsageGapCause, { description: 'Why usage is missing.' })
  cause: Cause;

  @Field(() => Int, { nullable: true, description: "The worker's number; null for the entire data plane." })
  worker: number | null;

  @Field(() => DateTimeScalar, { description: 'When the last known usage was reported.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'When usage was known again.' })
  to: Date;

  @Field(() => CountScalar, { nullable: true, description: 'How many reports are missing; null if unknown.' })
  batches: number | null;
}
