import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import type { RequestContext } from '../loaders/request-context';
import { IssuePlaygroundKeyInput, IssuePlaygroundKeyPayload } from './issue-playground-key';
import { Playground } from './playground';
import { PLAYGROUND_CONSUMER } from './playground-consumer';
import type { PlaygroundKeyService } from './playground-key-service';

@Resolver()
export class PlaygroundResolver {
  constructor(
    private readonly service: PlaygroundKeyService,
    private readonly url: () => string | null,
  ) {}

  @Requires('VIEWER')
  @Query(() => Playground, { description: "The console's playground." })
  playground(): Playground {
    return { enabled: this.url() !== null, consumerId: PLAYGROUND_CONSUMER.id };
  }

  @Requires('EDITOR')
  @Mutation(() => IssuePlaygroundKeyPayload, {
    nullable: true,
    description:
      'Issues a key for the playground, which has access to every AI API and expires after 15 minutes. Only this response contains the secret.',
  })
  issuePlaygroundKey(
    @Arg('input', () => IssuePlaygroundKeyInput, { description: 'The key to issue.' })
    input: IssuePlaygroundKeyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<IssuePlaygroundKeyPayload> {
    return this.service.issue(caller, input);
  }
}
