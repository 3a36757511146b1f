import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { required } from '../../kernel/graphql/required';
import { consumerById } from './consumer-loaders';
import type { RequestContext } from '../loaders/request-context';
import { Consumer } from './consumer';
import { ConsumerKey } from './consumer-key';
import { KeyState, keyState } from '../secrets/key-state';
import type { ConsumerKeyEntity } from './consumer-key-entity';
import type { ConsumerKeyService } from './consumer-key-service';
import type { ConsumerKeysService } from './consumer-keys-service';
import type { ConsumerQueries } from './consumer-queries';
import { IssueConsumerKeyInput, IssueConsumerKeyPayload } from './issue-consumer-key';
import { IssueConsumerKeysInput, IssueConsumerKeysPayload } from './issue-consumer-keys';
import { RevokeConsumerKeyInput, RevokeConsumerKeyPayload } from './revoke-consumer-key';
import { UpdateConsumerKeyInput, UpdateConsumerKeyPayload } from './update-consumer-key';

@Resolver(() => ConsumerKey)
export class ConsumerKeyResolver {
  constructor(
    private readonly service: ConsumerKeyService,
    private readonly many: ConsumerKeysService,
    private readonly queries: ConsumerQueries,
    private readonly now: () => Date,
  ) {}

  @Requires('VIEWER')
  @Query(() => ConsumerKey, {
    nullable: true,
    description: 'One consumer key by id, without its secret; null if there is none.',
  })
  consumerKey(@Arg('id', () => ID, { description: "The consumer key's id." }) id: string): Promise<ConsumerKey | null> {
    return this.queries.findKey(id);
  }

  @Requires('EDITOR')
  @Mutation(() => IssueConsumerKeyPayload, {
    nullable: true,
    description: 'Issues a consumer key. Only this response contains the secret.',
  })
  issueConsumerKey(
    @Arg('input', () => IssueConsumerKeyInput, { description: 'The key to issue.' })
    input: IssueConsumerKeyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<IssueConsumerKeyPayload> {
    return this.service.issue(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => IssueConsumerKeysPayload, {
    nullable: true,
    description:
      'Issues consumer keys in one revision: all of them or, if one is refused, none. Only this response contains the secrets.',
  })
  issueConsumerKeys(
    @Arg('input', () => IssueConsumerKeysInput, { description: 'The keys to issue.' })
    input: IssueConsumerKeysInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<IssueConsumerKeysPayload> {
    return this.many.issue(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateConsumerKeyPayload, {
    nullable: true,
    description:
      "Changes a consumer key's display name or expiry. To rotate a key with an overlap, issue the new one and set an expiry on the old one.",
  })
  updateConsumerKey(
    @Arg('input', () => UpdateConsumerKeyInput, { description: 'What to change.' })
    input: UpdateConsumerKeyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<UpdateConsumerKeyPayload> {
    return this.service.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => RevokeConsumerKeyPayload, {
    nullable: true,
    description: 'Revokes a consumer key permanently. Does nothing if it is already revoked.',
  })
  revokeConsumerKey(
    @Arg('input', () => RevokeConsumerKeyInput, { description: 'The consumer key to revoke.' })
    input: RevokeConsumerKeyInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RevokeConsumerKeyPayload> {
    return this.service.revoke(caller, input);
  }

  @FieldResolver(() => Consumer, { description: 'The consumer that it belongs to.' })
  consumer(@Root() key: ConsumerKeyEntity, @Ctx() { loaders }: RequestContext): Promise<Consumer> {
    return required(consumerById(loaders), key.consumerId);
  }

  @FieldResolver(() => KeyState, { description: 'Whether it can be used.' })
  state(@Root() key: ConsumerKeyEntity): KeyState {
    return keyState(key, this.now());
  }
}
