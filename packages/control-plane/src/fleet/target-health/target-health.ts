import type { SuspensionCause as ReportedCause } from '@switchyard/contract';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Availability } from '../data-planes/availability';
import { SuspensionGrade } from '../data-planes/suspension-grade';
import { DataPlane } from '../data-planes/data-plane';
import { DateTimeScalar } from '../../kernel/graphql/scalars';

export const SuspensionCause = {
  FAILURE_STATUS: 'FAILURE_STATUS',
  UNREACHABLE: 'UNREACHABLE',
  CERTIFICATE_UNTRUSTED: 'CERTIFICATE_UNTRUSTED',
  TIMEOUT: 'TIMEOUT',
  INVALID_RESPONSE: 'INVALID_RESPONSE',
  STREAM_FAILED: 'STREAM_FAILED',
  CREDENTIAL_REJECTED: 'CREDENTIAL_REJECTED',
  MODEL_NOT_FOUND: 'MODEL_NOT_FOUND',
  ACCOUNT_EXHAUSTED: 'ACCOUNT_EXHAUSTED',
  OVERLOADED: 'OVERLOADED',
  RATE_LIMITED: 'RATE_LIMITED',
  REPORTED_BY_PEER: 'REPORTED_BY_PEER',
} as const satisfies Record<ReportedCause, ReportedCause>;
export type SuspensionCause = ReportedCause;
registerEnumType(SuspensionCause, {
  name: 'SuspensionCause',
  description: 'Why a target was suspended.',
  valuesConfig: {
    FAILURE_STATUS: { description: "An error that was not recognised, with one of the policy's failure statuses." },
    UNREACHABLE: { description: 'The connection could not be opened, or it broke.' },
    CERTIFICATE_UNTRUSTED: {
      description:
        "TLS did not accept its certificate: the endpoint's CA certificates, or else the public ones, did not issue it, or it has expired or is for another host.",
    },
    TIMEOUT: { description: 'The response headers did not arrive in time.' },
    INVALID_RESPONSE: { description: 'A response that is not valid HTTP, or a redirect.' },
    STREAM_FAILED: { description: 'The stream ended or reported an error before its first content.' },
    CREDENTIAL_REJECTED: { description: "The provider rejected the endpoint's credential." },
    MODEL_NOT_FOUND: { description: 'The provider does not know the model.' },
    ACCOUNT_EXHAUSTED: { description: "The account's credit or quota is used up." },
    OVERLOADED: { description: 'The provider has no capacity left.' },
    RATE_LIMITED: { description: 'The account has sent too much in a short time.' },
    REPORTED_BY_PEER: { description: 'Another data plane suspended it and reported that.' },
  },
});

@ObjectType({ description: 'The health of a target on one data plane.' })
export class TargetHealth {
  @Field(() => ID, { description: 'Unique per target and data plane.' })
  id: string;

  @Field(() => DataPlane, { description: 'The data plane.' })
  dataPlane: DataPlane;

  @Field(() => Availability, { description: 'Whether the target can receive requests.' })
  availability: Availability;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its suspension ends; null if it is not suspended.',
  })
  suspendedUntil: Date | null;

  @Field(() => SuspensionGrade, {
    nullable: true,
    description: 'Whether it is still tried as a last resort; null if it is not suspended.',
  })
  suspensionGrade: SuspensionGrade | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its hard suspension ends or becomes soft; null if it is not suspended hard.',
  })
  hardUntil: Date | null;

  @Field(() => SuspensionCause, {
    nullable: true,
    description: 'Why it was last suspended; null if it never was.',
  })
  cause: SuspensionCause | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status of the response that caused its last suspension; null if there was none.',
  })
  causeStatus: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What exactly went wrong with the connection at its last suspension, such as why TLS did not accept a certificate; null if nothing more than the cause is known.',
  })
  causeDetail: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its availability last changed; null if it was never suspended.',
  })
  since: Date | null;
}
