import { Field, Int, ObjectType } from 'type-graphql';
import { Availability } from '../fleet/data-planes/availability';
import { DateTimeScalar } from '../kernel/graphql/scalars';
import { CandidateReason } from './candidate-reason';

@ObjectType({
  description:
    'A target that was considered. It is part of an answer, not of the configuration, and has no id of its own.',
})
export class RouteCandidate {
  @Field(() => Int, {
    nullable: true,
    description: 'Its place among the attempts, from 1; null where it is passed over.',
  })
  attempt: number | null;

  @Field(() => CandidateReason, { description: 'Why it is there, or why it is passed over.' })
  reason: CandidateReason;

  @Field(() => String, { description: 'The same in a sentence for people.' })
  explanation: string;

  @Field(() => String, {
    description: "The model's name; empty where a request for a default endpoint names none.",
  })
  modelName: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => Int, { nullable: true, description: 'Its weight; null where it has none.' })
  weight: number | null;

  @Field(() => Availability, { description: 'Whether it could take a request.' })
  availability: Availability;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Until when it is suspended; null where it is not, and where it is only taken for suspended because the input says so.',
  })
  suspendedUntil: Date | null;
}
