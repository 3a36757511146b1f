import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { KeyState, keyState } from '../secrets/key-state';
import type { Page } from '../../kernel/graphql/connection';
import { ListOrder } from '../../kernel/graphql/list-order';
import { PageArgs } from '../../kernel/graphql/page-args';
import type { RequestContext } from '../loaders/request-context';
import { AccessToken, AccessTokenConnection } from './access-token';
import { AccessTokenFilter } from './access-token-filter';
import type { AccessTokenQueries } from './access-token-queries';
import type { AccessTokenService } from './access-token-service';
import { CreateAccessTokenInput, CreateAccessTokenPayload } from './create-access-token';
import { RevokeOwnTokenInput, RevokeOwnTokenPayload } from './revoke-own-token';
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
    description: 'One access token by id or by name (give exactly one), without its secret; null if there is none.',
  })
  accessToken(
    @Arg('id', () => ID, { nullable: true, description: "The access token's id." }) id: string | null,
    @Arg('name', () => String, { nullable: true, description: "The access token's name, ignoring case." })
    name: string | null,
  ): Promise<AccessToken | null> {
    return this.queries.find(id, name);
  }

  @Requires('ADMIN')
  @Query(() => AccessTokenConnection, {
    nullable: true,
    description: 'All access tokens, without their secrets.',
  })
  accessTokens(
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AccessTokenFilter, { nullable: true, description: 'Which ones to return; all by default.' })
    filter: AccessTokenFilter | null,
    @Arg('orderBy', () => ListOrder, { nullable: true, description: 'The sort order; by name by default.' })
    orderBy: ListOrder | null,
  ): Promise<Page<AccessToken>> {
    return this.queries.list(page, filter, orderBy);
  }

  @Requires('ADMIN')
  @Mutation(() => CreateAccessTokenPayload, {
    nullable: true,
    description: 'Creates an access token. Only this response contains the secret.',
  })
  createAccessToken(
    @Arg('input', () => CreateAccessTokenInput, { description: 'The access token to create.' })
    input: CreateAccessTokenInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<CreateAccessTokenPayload> {
    return this.service.create(caller, input);
  }

  @Requires('ADMIN')
  @Mutation(() => RevokeAccessTokenPayload, {
    nullable: true,
    description: 'Revokes an access token permanently. Does nothing if it is already revoked.',
  })
  revokeAccessToken(
    @Arg('input', () => RevokeAccessTokenInput, { description: 'The access token to revoke.' })
    input: RevokeAccessTokenInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<RevokeAccessTokenPayload> {
    return this.service.revoke(caller, input);
  }

  @Requires('VIEWER')
  @Mutation(() => RevokeOwnTokenPayload, {
    nullable: true,
    description:
      "Revokes the caller's access token permanently: the request is the last that it can make. The administrator token is a setting, and cannot be revoked.",
  })
  revokeOwnToken(
    @Arg('input', () => RevokeOwnTokenInput, { nullable: true, description: 'What to record with it.' })
    input: RevokeOwnTokenInput | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<RevokeOwnTokenPayload> {
    return this.service.revokeOwn(caller, input ?? {});
  }

  @FieldResolver(() => KeyState, { description: 'Whether it can be used.' })
  state(@Root() token: AccessToken): KeyState {
    return keyState(token, this.now());
  }
}
