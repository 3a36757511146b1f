import type { Environment, Fault, Outcome } from '@switchyard/contract';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { EnvironmentEnum } from '../../kernel/graphql/environment';
import { PageInfo } from '../../kernel/graphql/page-info';
import { CountScalar, DateTimeScalar } from '../../kernel/graphql/scalars';
import { FaultEnum, RequestAttempt, UsedFigures } from './request-attempt';
import { OutcomeEnum } from './usage-dimension';

@ObjectType({
  description:
    'What happened to one request. Data planes keep every request that failed or was sent to more than one target, and a share of the others, each for as many days as the setting SWITCHYARD_REQUEST_RECORD_DAYS says.',
})
export class RecordedRequest {
  @Field(() => ID, { description: 'Its id, which is also the response header `x-request-id`.' })
  id: string;

  @Field(() => ID, { description: 'The data plane that served it.' })
  dataPlaneId: string;

  @Field(() => String, { nullable: true, description: 'The id of the trace that it belongs to, in 32 hex digits.' })
  traceId: string | null;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  at: Date;

  @Field(() => ID, { nullable: true, description: "The AI API's id; null if there is none at the path." })
  aiApiId: string | null;

  @Field(() => String, { nullable: true, description: "The AI API's name at that time." })
  aiApiName: string | null;

  @Field(() => ID, { nullable: true, description: "The consumer's id; null if it was not authenticated." })
  consumerId: string | null;

  @Field(() => ID, { nullable: true, description: "The consumer key's id." })
  consumerKeyId: string | null;

  @Field(() => EnvironmentEnum, { nullable: true, description: 'The environment of the key.' })
  environment: Environment | null;

  @Field(() => String, {
    nullable: true,
    description: 'The operation, such as `chat-completions`; null if it has no name.',
  })
  operation: string | null;

  @Field(() => Boolean, { description: 'Whether the response was streamed.' })
  streamed: boolean;

  @Field(() => ID, { nullable: true, description: 'The policy that routed it; null for the default endpoint.' })
  policyId: string | null;

  @Field(() => Int, { nullable: true, description: 'The revision that it was served with.' })
  revision: number | null;

  @Field(() => String, { nullable: true, description: 'The model that the consumer asked for.' })
  askedModel: string | null;

  @Field(() => String, { nullable: true, description: 'The model that the last attempt asked the vendor for.' })
  sentModel: string | null;

  @Field(() => String, { nullable: true, description: 'The model that answered, as the response names it.' })
  answeredModel: string | null;

  @Field(() => String, { nullable: true, description: 'The service tier, as the response names it.' })
  serviceTier: string | null;

  @Field(() => [RequestAttempt], { description: 'The calls to vendors, in order.' })
  attempts: RequestAttempt[];

  @Field(() => Int, { nullable: true, description: "The status of the consumer's response; null if it got none." })
  status: number | null;

  @Field(() => OutcomeEnum, { description: 'Its outcome.' })
  outcome: Outcome;

  @Field(() => FaultEnum, { description: 'Who is at fault.' })
  fault: Fault;

  @Field(() => String, {
    description: 'Why it ended so, in a few sentences: where it failed, and what was tried before.',
  })
  reason: string;

  @Field(() => String, {
    nullable: true,
    description: 'What an operator or the consumer can do about it; null if there is nothing to do.',
  })
  advice: string | null;

  @Field(() => Float, { description: 'How long it took, in ms.' })
  totalMs: number;

  @Field(() => Float, { nullable: true, description: 'The time until the first content of the response, in ms.' })
  msToFirstContent: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The time that the gateway itself took, in ms: before the first call, between calls, and before the first byte of the response.',
  })
  overheadMs: number | null;

  @Field(() => CountScalar, { description: "The size of the request's body." })
  requestBytes: number;

  @Field(() => CountScalar, { description: "The size of the response's body." })
  responseBytes: number;

  @Field(() => UsedFigures, { description: 'What it used, in all attempts.' })
  used: UsedFigures;
}

@ObjectType({ description: 'A page of requests, without a total count: there may be many millions.' })
export class RecordedRequestPage {
  @Field(() => [RecordedRequest], { description: 'The requests, newest first.' })
  nodes: RecordedRequest[];

  @Field(() => PageInfo, { description: 'The position of the page in the list.' })
  pageInfo: PageInfo;
}
