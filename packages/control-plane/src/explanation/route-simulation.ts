import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RouteCandidate } from './route-candidate';

@ObjectType({ description: 'The share of the requests that one target would get.' })
export class RouteShare {
  @Field(() => String, {
    description: "The model's name; empty where requests to a default endpoint name none.",
  })
  modelName: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => Int, { description: 'How many of the requests it would get.' })
  requests: number;

  @Field(() => Float, { description: 'Its fraction of all requests, 0 to 1.' })
  share: number;
}

@ObjectType({ description: 'How many requests would be shared out among the targets.' })
export class RouteSimulation {
  @Field(() => Int, { description: 'How many requests were simulated.' })
  requests: number;

  @Field(() => [RouteShare], {
    description: "Each target's share while nothing fails, largest first.",
  })
  shares: RouteShare[];

  @Field(() => [RouteCandidate], {
    description: 'The attempts of one request if each fails as late as possible.',
  })
  worstCase: RouteCandidate[];

  @Field(() => Int, {
    description: 'How long that request takes to be answered, in seconds, if no attempt ever returns response headers.',
  })
  worstCaseSeconds: number;
}
