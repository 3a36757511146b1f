import type { UnroutedOperations } from '@switchyard/contract';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { AiApi } from './ai-api';
import { VersionedChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { LabelInput, NEW_LABELS_DESCRIPTION } from '../labels/label';
import { ModelAliasInput } from './model-alias';
import { UnroutedOperationsEnum } from './unrouted-operations';

@InputType({ description: 'What to change in an AI API.' })
export class UpdateAiApiInput extends VersionedChangeInput {
  @Field(() => ID, { description: "The AI API's id." })
  aiApiId: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Its new display name.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: NEW_LABELS_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => String, { nullable: true, description: 'Its new base path.' })
  basePath?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'The ids of its new providers, replacing the list. One that a target or an alias uses cannot leave it, and the first can change only together with the default endpoints.',
  })
  providerIds?: string[] | null;

  @Field(() => [ModelAliasInput], {
    nullable: true,
    description: 'Its new aliases, replacing all existing ones; null for none.',
  })
  modelAliases?: ModelAliasInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The id of the first provider's endpoint for production requests that no policy routes; null for none.",
  })
  defaultProductionEndpointId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The id of the first provider's endpoint for sandbox requests that no policy routes; null for none.",
  })
  defaultSandboxEndpointId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether data planes serve it.' })
  enabled?: boolean | null;

  @Field(() => UnroutedOperationsEnum, {
    nullable: true,
    description: "What happens to requests for operations that the first provider's profile does not route.",
  })
  unroutedOperations?: UnroutedOperations | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long an attempt that no policy routes may wait for response headers, 1 to 3,600 seconds.',
  })
  requestTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a request that no policy routes may take in total, 1 to 3,600 seconds.',
  })
  totalTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long a streamed response may be held back before its first content while there is another target to try, 0 to 60 seconds.',
  })
  streamHoldBackSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: 'How long a streamed response may pause, 1 to 3,600 seconds.' })
  streamIdleTimeoutSeconds?: number | null;

  @Field(() => Int, { nullable: true, description: 'How long a streamed response may last, 1 to 86,400 seconds.' })
  streamMaxDurationSeconds?: number | null;
}

@ObjectType({ description: 'The AI API that was changed.', implements: [ChangePayload] })
export class UpdateAiApiPayload extends ChangePayload {
  @Field(() => AiApi, { description: 'The AI API.' })
  aiApi: AiApi;
}
