import type { UnroutedOperations } from '@switchyard/contract';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { AiApi } from './ai-api';
import { aiApiDefaults } from './ai-api-rules';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { LabelInput, LABELS_INPUT_DESCRIPTION } from '../labels/label';
import { ModelAliasInput } from './model-alias';
import { UnroutedOperationsEnum } from './unrouted-operations';

@InputType({ description: 'The AI API to create.' })
export class CreateAiApiInput extends ChangeInput {
  @Field(() => String, {
    description: 'Its name, unique among AI APIs, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`.',
  })
  name: string;

  @Field(() => String, { nullable: true, description: 'A human-readable name; defaults to `name`.' })
  displayName?: string | null;

  @Field(() => [LabelInput], { nullable: true, description: LABELS_INPUT_DESCRIPTION })
  labels?: LabelInput[] | null;

  @Field(() => String, {
    description: 'Its base path, one to four segments. No base path may be a prefix of another.',
  })
  basePath: string;

  @Field(() => [ID], {
    description:
      'The ids of its providers, 1 to 16, all of one wire format. The first one says how consumers call the AI API, and default endpoints are its own.',
  })
  providerIds: string[];

  @Field(() => [ModelAliasInput], {
    nullable: true,
    description: 'Other names by which consumers can ask for models of its providers; at most 200, none by default.',
  })
  modelAliases?: ModelAliasInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The id of the first provider's endpoint for production requests that no policy routes; none by default.",
  })
  defaultProductionEndpointId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The id of the first provider's endpoint for sandbox requests that no policy routes; none by default.",
  })
  defaultSandboxEndpointId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether data planes serve it.', defaultValue: true })
  enabled?: boolean | null;

  @Field(() => UnroutedOperationsEnum, {
    nullable: true,
    description: "What happens to requests for operations that the first provider's profile does not route.",
    defaultValue: aiApiDefaults.unroutedOperations,
  })
  unroutedOperations?: UnroutedOperations | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long an attempt that no policy routes may wait for response headers, 1 to 3,600 seconds.',
    defaultValue: aiApiDefaults.requestTimeoutSeconds,
  })
  requestTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a request that no policy routes may take in total, 1 to 3,600 seconds.',
    defaultValue: aiApiDefaults.totalTimeoutSeconds,
  })
  totalTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long a streamed response may be held back before its first content while there is another target to try, 0 to 60 seconds.',
    defaultValue: aiApiDefaults.streamHoldBackSeconds,
  })
  streamHoldBackSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a streamed response may pause, 1 to 3,600 seconds.',
    defaultValue: aiApiDefaults.streamIdleTimeoutSeconds,
  })
  streamIdleTimeoutSeconds?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long a streamed response may last, 1 to 86,400 seconds.',
    defaultValue: aiApiDefaults.streamMaxDurationSeconds,
  })
  streamMaxDurationSeconds?: number | null;
}

@ObjectType({ description: 'The AI API that was created.', implements: [ChangePayload] })
export class CreateAiApiPayload extends ChangePayload {
  @Field(() => AiApi, { description: 'The AI API.' })
  aiApi: AiApi;
}
