import { Field, Int, ObjectType } from 'type-graphql';
import { SuspensionCause } from './target-health';

@ObjectType({
  description:
    'The health of targets in rotation, for each policy and environment separately. A target that live data planes see differently counts as the worst of what they report: suspended, then probing, then available.',
})
export class HealthSummary {
  @Field(() => Int, { description: 'Targets that can receive requests.' })
  available: number;

  @Field(() => Int, { description: 'Targets that are suspended.' })
  suspended: number;

  @Field(() => Int, { description: 'Targets whose suspension has ended and that the next request will probe.' })
  probing: number;

  @Field(() => SuspensionCause, {
    nullable: true,
    description:
      'Of the causes of suspended and probing targets, the one that most needs an operator: first those that do not pass by themselves, such as a rejected credential. Null if there is none or it is unknown.',
  })
  worstCause: SuspensionCause | null;
}
