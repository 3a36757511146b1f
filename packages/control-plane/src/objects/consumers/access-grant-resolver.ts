import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { AiApi } from '../ai-apis/ai-api';
import { required } from '../../kernel/graphql/required';
import { aiApiById } from '../ai-apis/ai-api-loaders';
import { consumerById } from './consumer-loaders';
import type { RequestContext } from '../loaders/request-context';
import { AccessGrant } from './access-grant';
import type { AccessGrantEntity } from './access-grant-entity';
import { Consumer } from './consumer';
import type { ConsumerQueries } from './consumer-queries';
import type { ConsumerService } from './consumer-service';
import { GrantAccessInput, GrantAccessPayload } from './grant-access';
import { RevokeAccessInput, RevokeAccessPayload } from './revoke-access';
import { SetAccessGrantsInput, SetAccessGrantsPayload } from './set-access-grants';

@Resolver(() => AccessGrant)
export class AccessGrantResolver {
  constructor(
    private readonly service: ConsumerService,
    private readonly queries: ConsumerQueries,
  ) {}

  @Requires('VIEWER')
  @Query(() => AccessGrant, {
    nullable: true,
    description: 'The access grant that lets a consumer call an AI API; null if there is none.',
  })
  accessGrant(
    @Arg('consumerId', () => ID, { description: "The consumer's id." }) consumerId: string,
    @Arg('aiApiId', () => ID, { description: "The AI API's id." }) aiApiId: string,
  ): Promise<AccessGrant | null> {
    return this.queries.findGrant(consumerId, aiApiId);
  }

  @Requires('EDITOR')
  @Mutation(() => GrantAccessPayload, {
    nullable: true,
    description: 'Lets a consumer call an AI API. Does nothing if the consumer already has access.',
  })
  grantAccess(
    @Arg('input', () => GrantAccessInput, { description: 'The consumer and the AI APIs.' }) input: GrantAccessInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<GrantAccessPayload> {
    return this.service.grantAccess(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => RevokeAccessPayload, {
    nullable: true,
    description: "Revokes a consumer's access to an AI API.",
  })
  revokeAccess(
    @Arg('input', () => RevokeAccessInput, { description: 'The consumer and the AI API.' })
    input: RevokeAccessInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RevokeAccessPayload> {
    return this.service.revokeAccess(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => SetAccessGrantsPayload, {
    nullable: true,
    description: "Replaces a consumer's access grants in one revision.",
  })
  setAccessGrants(
    @Arg('input', () => SetAccessGrantsInput, { description: 'The consumer and the AI APIs.' })
    input: SetAccessGrantsInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<SetAccessGrantsPayload> {
    return this.service.setAccessGrants(caller, input);
  }

  @FieldResolver(() => Consumer, { description: 'The consumer that may call it.' })
  consumer(@Root() grant: AccessGrantEntity, @Ctx() { loaders }: RequestContext): Promise<Consumer> {
    return required(consumerById(loaders), grant.consumerId);
  }

  @FieldResolver(() => AiApi, { description: 'The AI API that it may call.' })
  aiApi(@Root() grant: AccessGrantEntity, @Ctx() { loaders }: RequestContext): Promise<AiApi> {
    return required(aiApiById(loaders), grant.aiApiId);
  }
}
