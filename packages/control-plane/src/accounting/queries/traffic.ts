import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { CountScalar, DateTimeScalar, DecimalScalar } from '../../kernel/graphql/scalars';

export const TrafficPeriod = { FIVE_MINUTES: 'FIVE_MINUTES', HOUR: 'HOUR', DAY: 'DAY', WEEK: 'WEEK' } as const;
export type TrafficPeriod = keyof typeof TrafficPeriod;
registerEnumType(TrafficPeriod, {
  name: 'TrafficPeriod',
  description: 'A period until now.',
  valuesConfig: {
    FIVE_MINUTES: { description: 'The last five minutes, and what has passed of the current one.' },
    HOUR: { description: 'The last hour, and what has passed of the current minute.' },
    DAY: { description: 'The last 24 hours, and what has passed of the current one.' },
    WEEK: { description: 'The last seven days, and what has passed of the current hour.' },
  },
});

@ObjectType({ description: 'How many there were, and who is at fault for those that failed.' })
export class OutcomeCounts {
  @Field(() => CountScalar, { description: 'All of them.' })
  total: number;

  @Field(() => CountScalar, { description: 'Those that were answered.' })
  answered: number;

  @Field(() => CountScalar, { description: 'Those that failed by the fault of the caller.' })
  callerFaults: number;

  @Field(() => CountScalar, { description: 'Those that a rule of the operator refused.' })
  policyFaults: number;

  @Field(() => CountScalar, { description: 'Those that failed by the fault of a provider.' })
  providerFaults: number;

  @Field(() => CountScalar, { description: 'Those that failed by the fault of the gateway.' })
  gatewayFaults: number;
}

@ObjectType({ description: 'What happened in a period until now. Data planes report it every second.' })
export class Traffic {
  @Field(() => DateTimeScalar, { description: 'The start of the period.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'The end of the period: now.' })
  to: Date;

  @Field(() => OutcomeCounts, {
    nullable: true,
    description:
      'Requests, as consumers saw them. Null for providers and endpoints: a request can be sent to several of them.',
  })
  requests: OutcomeCounts | null;

  @Field(() => CountScalar, {
    nullable: true,
    description: 'Requests that were sent to more than one target; null for providers and endpoints.',
  })
  failovers: number | null;

  @Field(() => OutcomeCounts, { description: 'Calls to vendors.' })
  attempts: OutcomeCounts;

  @Field(() => CountScalar, { description: 'Tokens of all kinds, estimated ones included.' })
  tokens: number;

  @Field(() => DecimalScalar, {
    description: "The cost of all tokens, estimated ones included, in the installation's currency.",
  })
  cost: string;

  @Field(() => CountScalar, { description: 'Attempts with tokens but without a price: their cost is unknown, not 0.' })
  unpriced: number;
}
