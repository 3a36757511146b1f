import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'A model on an endpoint of the same provider.' })
export class TargetInput {
  @Field(() => ID, { description: "The model's id." })
  modelId: string;

  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;
}

@InputType({ description: 'A model on an endpoint of the same provider, with a weight.' })
export class WeightedTargetInput {
  @Field(() => ID, { description: "The model's id." })
  modelId: string;

  @Field(() => ID, { description: "The endpoint's id." })
  endpointId: string;

  @Field(() => Int, { description: 'Its weight, 0 to 1,000; 0 drains it.' })
  weight: number;
}

@InputType({ description: 'A side of a round-robin policy.' })
export class RoundRobinSideInput {
  @Field(() => [TargetInput], { description: 'The targets in rotation order; at most 32, none for an empty side.' })
  targets: TargetInput[];
}

@InputType({ description: 'A side of a weighted round-robin policy.' })
export class WeightedRoundRobinSideInput {
  @Field(() => [WeightedTargetInput], {
    description: 'The targets with their weights; at most 32, none for an empty side.',
  })
  targets: WeightedTargetInput[];
}

@InputType({ description: 'A side of a failover policy.' })
export class FailoverSideInput {
  @Field(() => TargetInput, { description: 'The target to try first.' })
  primary: TargetInput;

  @Field(() => [TargetInput], { description: 'The targets to try if those before them fail; 1 to 10.' })
  fallbacks: TargetInput[];
}
