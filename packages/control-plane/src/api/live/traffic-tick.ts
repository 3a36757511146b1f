import { BUSIEST_AI_APIS } from '@switchyard/contract';
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { OutcomeCounts } from '../../accounting/queries/traffic';
import { CountScalar, DateTimeScalar } from '../../kernel/graphql/scalars';

@ObjectType({ description: 'What happened at an AI API.' })
export class AiApiTraffic {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => OutcomeCounts, { description: 'Requests that ended.' })
  requests: OutcomeCounts;

  @Field(() => CountScalar, { description: 'Requests that were sent to more than one target.' })
  failovers: number;

  @Field(() => CountScalar, { description: 'Calls to vendors that ended.' })
  attempts: number;

  @Field(() => CountScalar, { description: 'Tokens of all kinds, estimated ones included.' })
  tokens: number;
}

@ObjectType({ description: 'What happened at AI APIs, on all data planes together.' })
export class TrafficTick {
  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  from: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends.' })
  to: Date;

  @Extensions({ listLength: BUSIEST_AI_APIS })
  @Field(() => [AiApiTraffic], { description: 'The AI APIs with traffic, the busiest first, at most 200.' })
  aiApis: AiApiTraffic[];
}
