import type { Environment } from '@switchyard/contract';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EnvironmentEnum } from '../kernel/graphql/environment';
import { TargetInput } from '../objects/policies/target-input';

@InputType({ description: 'The request to explain. The AI API is given by id or by name: exactly one of them.' })
export class ExplainRouteInput {
  @Field(() => ID, { nullable: true, description: "The AI API's id." })
  aiApiId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The AI API's name; one that only the manifest has can be given so.",
  })
  aiApiName: string | null;

  @Field(() => EnvironmentEnum, { description: "Which environment the consumer's key is for." })
  environment: Environment;

  @Field(() => String, { nullable: true, description: 'The model that the request names; none unless given.' })
  model: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The path of the operation, such as `chat/completions`; the first one that the provider's profile routes unless given.",
  })
  operation: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the consumer whose access is to be judged; not judged unless given.',
  })
  consumerId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the data plane whose suspensions are to hold; all targets are available unless given.',
  })
  dataPlaneId: string | null;

  @Field(() => [TargetInput], { nullable: true, description: 'Targets to take for suspended besides those.' })
  suspended: TargetInput[] | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'The turn to explain, from 0.' })
  ticket: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many requests to simulate, 1 to 100,000; none unless given.',
  })
  requests: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'A manifest, as YAML or JSON, whose configuration is to be explained beside the present one.',
  })
  manifest: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether the manifest deletes what its sections do not name.',
  })
  prune: boolean | null;
}
