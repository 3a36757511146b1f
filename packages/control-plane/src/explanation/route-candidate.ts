import { Field, Int, ObjectType } from 'type-graphql';
import { Availability } from '../fleet/data-planes/availability';
import { SuspensionGrade } from '../fleet/data-planes/suspension-grade';
import { SuspensionCause } from '../fleet/target-health/target-health';
import { DateTimeScalar } from '../kernel/graphql/scalars';
import { CandidateReason } from './candidate-reason';

@ObjectType({
  description: 'A target that was considered. Part of an explanation, not of the configuration, so it has no id.',
})
export class RouteCandidate {
  @Field(() => Int, {
    nullable: true,
    description: 'Its position among the attempts, from 1; null if it is skipped.',
  })
  attempt: number | null;

  @Field(() => CandidateReason, { description: 'Why it is tried or skipped.' })
  reason: CandidateReason;

  @Field(() => String, { description: 'The reason as a sentence.' })
  explanation: string;

  @Field(() => String, {
    description: "The model's name; empty if a request to a default endpoint names none.",
  })
  modelName: string;

  @Field(() => String, { description: 'The name of the provider of both.' })
  providerName: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => Int, { nullable: true, description: 'Its weight; null outside weighted round robin.' })
  weight: number | null;

  @Field(() => Availability, { description: 'Whether it can take a request.' })
  availability: Availability;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When its suspension ends; null if it is not suspended, or only treated as suspended because the input says so.',
  })
  suspendedUntil: Date | null;

  @Field(() => SuspensionGrade, {
    nullable: true,
    description: 'Whether it is still tried as a last resort; null if it is not suspended.',
  })
  suspensionGrade: SuspensionGrade | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a hard suspension ends or becomes soft; null if it is soft, or only assumed.',
  })
  hardUntil: Date | null;

  @Field(() => SuspensionCause, {
    nullable: true,
    description: 'Why it was suspended; null if it is not suspended, or only assumed to be.',
  })
  suspensionCause: SuspensionCause | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What exactly went wrong with the connection, such as why TLS did not accept a certificate; null if nothing more than the cause is known.',
  })
  suspensionDetail: string | null;
}
