import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { KeyState } from '../consumers/consumer-key';
import { keyState } from '../consumers/key-state';
import type { Page } from '../../kernel/graphql/connection';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import type { RequestContext } from '../loaders/request-context';
import { AccessToken, AccessTokenConnection } from './access-token';
import { AccessTokenFilter } from './access-token-filter';
import type { AccessTokenQueries } from './access-token-queries';
import type { AccessTokenService } from './access-token-service';
import { CreateAccessTokenInput, CreateAccessTokenPayload } from './create-access-token';
import { RevokeAccessTokenInput, RevokeAccessTokenPayload } from './revoke-access-token';

@Resolver(() => AccessToken)
export class AccessTokenResolver {
  constructor(
    private readonly service: AccessTokenService,
    private readonly queries: AccessTokenQueries,
    private readonly now: () => Date,
  ) {}

  @Requires('ADMIN')
  @Query(() => AccessToken, {
    nullable: true,
    description:
      'One access token by id or by name (exactly one of them), without its secret; null where there is none.',
  })
  accessToken(
    @Arg('id', () => ID, { nullable: true, description: "The access token's id." }) id: string | null,
    @Arg('name', () => String, { nullable: true, description: "The access token's name." }) name: string | null,
  ): Promise<AccessToken | null> {
    return this.queries.find(id, name);
  }

  @Requires('ADMIN')
  @Query(() => AccessTokenConnection, {
    nullable: true,
    description: 'The access tokens, without their secrets.',
  })
  accessTokens(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AccessTokenFilter, { nullable: true, description: 'Which to return; all unless given.' })
    filter: AccessTokenFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'In which order; by name unless given.' })
    orderBy: ListOrder | null,
  ): Promise<Page<AccessToken>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('ADMIN')
  @Mutation(() => CreateAccessTokenPayload, {
    nullable: true,
    description: 'Makes an access token; the only answer that holds its secret.',
  })
  createAccessToken(
    @Arg('input', () => CreateAccessTokenInput, { description: 'The access token to make.' })
    input: CreateAccessTokenInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateAccessTokenPayload> {
    return this.service.create(caller, input);
  }

  @Requires('ADMIN')
  @Mutation(() => RevokeAccessTokenPayload, {
    nullable: true,
    description: 'Revokes an access token for good; where it is revoked already, nothing changes.',
  })
  revokeAccessToken(
    @Arg('input', () => RevokeAccessTokenInput, { description: 'Which one.' })
    input: RevokeAccessTokenInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RevokeAccessTokenPayload> {
    return this.service.revoke(caller, input);
  }

  @FieldResolver(() => KeyState, { description: 'Whether it can be used.' })
  state(@Root() token: AccessToken): KeyState {
    return keyState(token, this.now());
  }
}
