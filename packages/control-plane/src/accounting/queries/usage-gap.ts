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
      description: 'A data plane ended before it had reported all, such as when its machine failed.',
    },
    WORKER_ENDED: { description: 'A process of a data plane ended before it had reported all.' },
    SPOOL_FULL: {
      description: 'A data plane could not report for so long that it ran out of room, or could not write.',
    },
    BATCHES_MISSING: { description: 'Reports of a data plane never arrived.' },
  },
});

@ObjectType({ description: 'A time of which the usage of a data plane is not known in full.' })
export class UsageGap {
  @Field(() => ID, { description: "The gap's id." })
  id: string;

  @Field(() => ID, { description: 'The data plane.' })
  dataPlaneId: string;

  @Field(() => UsageGapCause, { description: 'Why.' })
  cause: Cause;

  @Field(() => Int, { nullable: true, description: 'The number of the worker; null for all of the data plane.' })
  worker: number | null;

  @Field(() => DateTimeScalar, { description: 'When the last known usage was reported.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'When usage was known again.' })
  to: Date;

  @Field(() => CountScalar, { nullable: true, description: 'How many reports are missing; null if not known.' })
  batches: number | null;
}
