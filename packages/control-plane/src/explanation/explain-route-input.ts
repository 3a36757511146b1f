import { type BodyKind, bodyKindSchema, type Environment } from '@switchyard/contract';
import { Field, ID, InputType, Int } from 'type-graphql';
import { APPLY_SELECTOR_DESCRIPTION } from '../configuration/manifest/apply-manifest';
import { SuspensionGrade } from '../fleet/data-planes/suspension-grade';
import { EnvironmentEnum } from '../kernel/graphql/environment';
import { inputTypeOfMember } from '../kernel/graphql/schema-types';
import { ProposedPoliciesInput } from '../objects/policies/policy-input';
import { TargetInput } from '../objects/policies/target-input';

const BodyKindEnum = inputTypeOfMember(bodyKindSchema);

@InputType({ description: 'The request to explain. Name the AI API by id or by name, not both.' })
export class ExplainRouteInput {
  @Field(() => ID, { nullable: true, description: "The AI API's id." })
  aiApiId: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The AI API's name. Use it for an AI API that exists only in the manifest.",
  })
  aiApiName: string | null;

  @Field(() => EnvironmentEnum, { description: "The environment of the consumer's key." })
  environment: Environment;

  @Field(() => String, {
    nullable: true,
    description: 'The model that the request names; omit it for a request without a model.',
  })
  model: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The operation's path, such as `chat/completions`; if omitted, the first routed operation of the first provider that most of the AI API's providers have.",
  })
  operation: string | null;

  @Field(() => BodyKindEnum, {
    nullable: true,
    description:
      "The kind of the request's body; if omitted, the one that the operation takes, and JSON if it takes either.",
  })
  body: BodyKind | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The consumer whose access to check; not checked if omitted.',
  })
  consumerId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The data plane whose reported suspensions apply; if omitted, every target counts as available.',
  })
  dataPlaneId: string | null;

  @Field(() => [TargetInput], { nullable: true, description: 'Further targets to treat as suspended.' })
  suspended: TargetInput[] | null;

  @Field(() => SuspensionGrade, {
    nullable: true,
    defaultValue: 'HARD',
    description:
      'How the targets in `suspended` are suspended: softly suspended ones are still tried as a last resort.',
  })
  suspendedAs: SuspensionGrade | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'The turn to explain, from 0.' })
  ticket: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The number of requests to simulate, 1 to 100,000; no simulation if omitted.',
  })
  requests: number | null;

  @Field(() => ProposedPoliciesInput, {
    nullable: true,
    description:
      "The AI API's policies after an edit, to explain beside the current configuration. Cannot be combined with `manifest`.",
  })
  policies: ProposedPoliciesInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'A manifest, as YAML or JSON, to explain beside the current configuration.',
  })
  manifest: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether the manifest deletes objects that its sections do not list.',
  })
  prune: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: APPLY_SELECTOR_DESCRIPTION,
  })
  labelSelector: string | null;
}
