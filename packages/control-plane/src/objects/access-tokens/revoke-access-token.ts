import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { AccessToken } from './access-token';

@InputType({ description: 'The access token to revoke.' })
export class RevokeAccessTokenInput extends ChangeInput {
  @Field(() => ID, { description: "The access token's id." })
  accessTokenId: string;
}

@ObjectType({ description: 'The access token that was revoked.', implements: [ChangePayload] })
export class RevokeAccessTokenPayload extends ChangePayload {
  @Field(() => AccessToken, { description: 'The access token.' })
  accessToken: AccessToken;
}
