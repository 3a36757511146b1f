import type { SuspensionCause as ReportedCause } from '@switchyard/contract';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Availability } from '../data-planes/availability';
import { DataPlane } from '../data-planes/data-plane';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

export const SuspensionCause = {
  FAILURE_STATUS: 'FAILURE_STATUS',
  UNREACHABLE: 'UNREACHABLE',
  TIMEOUT: 'TIMEOUT',
  INVALID_RESPONSE: 'INVALID_RESPONSE',
  STREAM_FAILED: 'STREAM_FAILED',
  CREDENTIAL_REJECTED: 'CREDENTIAL_REJECTED',
  MODEL_NOT_FOUND: 'MODEL_NOT_FOUND',
  REPORTED_BY_PEER: 'REPORTED_BY_PEER',
} as const satisfies Record<ReportedCause, ReportedCause>;
export type SuspensionCause = ReportedCause;
registerEnumType(SuspensionCause, {
  name: 'SuspensionCause',
  description: 'What a target was suspended for.',
  valuesConfig: {
    FAILURE_STATUS: { description: "An answer with one of the policy's failure statuses." },
    UNREACHABLE: { description: 'A connection that could not be made or that broke.' },
    TIMEOUT: { description: 'No response headers in time.' },
    INVALID_RESPONSE: { description: 'An answer that is no HTTP, or that leads elsewhere.' },
    STREAM_FAILED: { description: 'A stream that ended or reported an error before its first content.' },
    CREDENTIAL_REJECTED: { description: "The endpoint's credential was refused." },
    MODEL_NOT_FOUND: { description: 'The provider does not know the model.' },
    REPORTED_BY_PEER: { description: 'A peer of the data plane suspended it and reported that.' },
  },
});

@ObjectType({ description: 'How one data plane sees a target.' })
export class TargetHealth {
  @Field(() => ID, { description: "Made of the target's and the data plane's id." })
  id: string;

  @Field(() => DataPlane, { description: 'The data plane.' })
  dataPlane: DataPlane;

  @Field(() => Availability, { description: 'Whether it can take a request.' })
  availability: Availability;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is suspended; null where it is not.' })
  suspendedUntil: Date | null;

  @Field(() => SuspensionCause, {
    nullable: true,
    description: 'What it was last suspended for; null where it never was.',
  })
  cause: SuspensionCause | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The status of the answer that it was last suspended for; null where there was none.',
  })
  causeStatus: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it has been so; null where it never was suspended.',
  })
  since: Date | null;
}
