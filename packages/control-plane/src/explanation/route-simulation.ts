import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RouteCandidate } from './route-candidate';

@ObjectType({ description: 'What one target would get of many requests.' })
export class RouteShare {
  @Field(() => String, {
    description: "The model's name; empty where requests for a default endpoint name none.",
  })
  modelName: string;

  @Field(() => String, { description: "The endpoint's name." })
  endpointName: string;

  @Field(() => Int, { description: 'How many requests it would get.' })
  requests: number;

  @Field(() => Float, { description: 'The same over all requests, 0 to 1.' })
  share: number;
}

@ObjectType({ description: 'What many requests would come to.' })
export class RouteSimulation {
  @Field(() => Int, { description: 'How many requests were simulated.' })
  requests: number;

  @Field(() => [RouteShare], {
    description: 'What each target would get while nothing fails, the largest share first.',
  })
  shares: RouteShare[];

  @Field(() => [RouteCandidate], {
    description: 'The attempts of one request of which each fails as late as it can.',
  })
  worstCase: RouteCandidate[];

  @Field(() => Int, {
    description:
      "How long that request takes until it is answered, in seconds, if each attempt waits in vain for its response's headers.",
  })
  worstCaseSeconds: number;
}
