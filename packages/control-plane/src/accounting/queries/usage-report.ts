import type { Environment, Fault, Outcome } from '@switchyard/contract';
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { FaultEnum } from './request-attempt';
import { OutcomeEnum } from './usage-dimension';
import { UsageFigures } from './usage-figures';
import { UsageInterval } from './usage-period';

/** What a report counts as in the cost of a document: as many steps as `USAGE_POINTS_MAX` in all groups together. */
const USAGE_GROUPS_ASSUMED = 50;
const USAGE_SERIES_LENGTH_ASSUMED = 100;

@ObjectType({ description: 'One step of a series.' })
export class UsagePoint {
  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  at: Date;

  @Field(() => UsageFigures, { description: 'Its sums.' })
  figures: UsageFigures;
}

@ObjectType({
  description:
    'What the usage of a group has in common. Only the requested dimensions are set. Null can also mean none: a request may have no policy. Objects may have been deleted since.',
})
export class UsageKey {
  @Field(() => Boolean, {
    description: 'Whether it is the sum of groups that data planes had no room to report separately.',
  })
  isOther: boolean;

  @Field(() => ID, { nullable: true, description: "The AI API's id." })
  aiApiId: string | null;

  @Field(() => ID, { nullable: true, description: "The consumer's id." })
  consumerId: string | null;

  @Field(() => EnvironmentEnum, { nullable: true, description: 'The environment.' })
  environment: Environment | null;

  @Field(() => ID, { nullable: true, description: "The policy's id." })
  policyId: string | null;

  @Field(() => ID, { nullable: true, description: "The provider's id." })
  providerId: string | null;

  @Field(() => ID, { nullable: true, description: "The model's id." })
  modelId: string | null;

  @Field(() => ID, { nullable: true, description: "The endpoint's id." })
  endpointId: string | null;

  @Field(() => OutcomeEnum, { nullable: true, description: 'The outcome.' })
  outcome: Outcome | null;

  @Field(() => FaultEnum, { nullable: true, description: 'Who is at fault for the outcome.' })
  fault: Fault | null;
}

@ObjectType({ description: 'The usage of one group.' })
export class UsageGroup {
  @Field(() => UsageKey, { description: 'What it has in common.' })
  key: UsageKey;

  @Field(() => UsageFigures, { description: 'Its sums over the whole period.' })
  totals: UsageFigures;

  @Extensions({ listLength: USAGE_SERIES_LENGTH_ASSUMED })
  @Field(() => [UsagePoint], { description: 'Its steps in order. Those without any usage are left out.' })
  series: UsagePoint[];
}

@ObjectType({ description: 'Usage over a period.' })
export class UsageReport {
  @Field(() => DateTimeScalar, { description: 'The start of the period, rounded down to a whole minute or hour.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'The end of the period, rounded up to a whole minute or hour.' })
  to: Date;

  @Field(() => UsageInterval, { description: 'The length of a step.' })
  interval: UsageInterval;

  @Field(() => String, { description: 'The currency of all amounts: the setting SWITCHYARD_CURRENCY.' })
  currency: string;

  @Field(() => UsageFigures, { description: 'The sums of all groups.' })
  totals: UsageFigures;

  @Extensions({ listLength: USAGE_GROUPS_ASSUMED })
  @Field(() => [UsageGroup], {
    description:
      'One for each group with usage, those with the most requests first; without requests, those with the most attempts.',
  })
  groups: UsageGroup[];
}
