import type { UnroutedOperations } from '@switchyard/contract';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { UnroutedOperationsEnum } from './unrouted-operations';

@ObjectType({
  description: 'What consumers call: a base path in front of one or several providers of one wire format.',
  implements: [Node, ConfigurationObject],
})
export class AiApi extends ConfigurationObject {
  @Field(() => ID, { description: "The AI API's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among AI APIs, ignoring case.' })
  name: string;

  @Field(() => String, { description: 'A human-readable name.' })
  displayName: string;

  @Field(() => String, { description: 'The path at which data planes serve it, such as `/support/chat`.' })
  basePath: string;

  @Field(() => Boolean, {
    description: 'Whether data planes serve it. A disabled AI API is treated as if it did not exist.',
  })
  enabled: boolean;

  @Field(() => UnroutedOperationsEnum, {
    description: "What happens to requests for operations that the first provider's profile does not route.",
  })
  unroutedOperations: UnroutedOperations;

  @Field(() => Int, {
    description: 'How long an attempt that no policy routes may wait for response headers, in seconds.',
  })
  requestTimeoutSeconds: number;

  @Field(() => Int, { description: 'How long a request that no policy routes may take in total, in seconds.' })
  totalTimeoutSeconds: number;

  @Field(() => Int, {
    description:
      'How long a streamed response may be held back before its first content while there is another target to try, in seconds.',
  })
  streamHoldBackSeconds: number;

  @Field(() => Int, { description: 'How long a streamed response may pause, in seconds.' })
  streamIdleTimeoutSeconds: number;

  @Field(() => Int, { description: 'How long a streamed response may last, in seconds.' })
  streamMaxDurationSeconds: number;

  @Field(() => Int, {
    description:
      "The number of the revision that last changed any of its policies, for `setPolicies`. Changes of policies do not change the AI API's own `version`.",
  })
  policiesVersion: number;
}

export const AiApiConnection = connectionOf(AiApi, 'AI APIs');
