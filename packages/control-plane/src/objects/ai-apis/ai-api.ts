import type { UnroutedOperations } from '@switchyard/contract';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { UnroutedOperationsEnum } from './unrouted-operations';

@ObjectType({
  description: 'What consumers call: a base path bound to one provider.',
  implements: [Node, ConfigurationObject],
})
export class AiApi extends ConfigurationObject {
  @Field(() => ID, { description: "The AI API's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among AI APIs.' })
  name: string;

  @Field(() => String, { description: 'Its name for people.' })
  displayName: string;

  @Field(() => String, { description: 'The path under which a data plane serves it, such as `/support/chat`.' })
  basePath: string;

  @Field(() => Boolean, { description: 'Whether it is served; a disabled one is answered as if it were not there.' })
  enabled: boolean;

  @Field(() => UnroutedOperationsEnum, {
    description: "What becomes of requests for operations that the provider's profile does not route.",
  })
  unroutedOperations: UnroutedOperations;

  @Field(() => Int, {
    description: 'How long an attempt that no policy routes may take to its response headers, in seconds.',
  })
  requestTimeoutSeconds: number;

  @Field(() => Int, { description: 'How long a request that no policy routes may take altogether, in seconds.' })
  totalTimeoutSeconds: number;

  @Field(() => Int, {
    description:
      'How long a streamed answer is held back for its first content while another target is left, in seconds.',
  })
  streamHoldBackSeconds: number;

  @Field(() => Int, { description: 'How long a streamed answer may pause, in seconds.' })
  streamIdleTimeoutSeconds: number;

  @Field(() => Int, { description: 'How long a streamed answer may last, in seconds.' })
  streamMaxDurationSeconds: number;

  @Field(() => Int, {
    description:
      "The number of the revision that last changed any of its policies, for `setPolicies`; the AI API's own `version` does not count them.",
  })
  policiesVersion: number;
}

export const AiApiConnection = connectionOf(AiApi, 'AI APIs');
