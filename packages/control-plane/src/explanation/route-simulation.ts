import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RouteCandidate } from './route-candidate';

@ObjectType({ description: 'The share of the requests that one target would get.' })
export class RouteShare {
  @Field(() => String, {
    description: "The model's name; empty if requests to a default endpoint name none.",
  })
  modelName: string;

  @Field(() => String, { description: 'The name of the provider of both.' })
  providerName: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => Int, { description: 'The number of requests that it would get.' })
  requests: number;

  @Field(() => Float, { description: 'Its fraction of all requests, 0 to 1.' })
  share: number;
}

@ObjectType({ description: 'A simulation of how requests would be distributed over the targets.' })
export class RouteSimulation {
  @Field(() => Int, { description: 'The number of simulated requests.' })
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
    description: 'How long that request takes, in seconds, if no attempt ever returns response headers.',
  })
  worstCaseSeconds: number;
}
