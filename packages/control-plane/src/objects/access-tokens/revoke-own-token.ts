import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';

@InputType({ description: "What to record with the revocation of the caller's access token." })
export class RevokeOwnTokenInput extends ChangeInput {}

@ObjectType({ description: "The revocation of the caller's access token.", implements: [ChangePayload] })
export class RevokeOwnTokenPayload extends ChangePayload {
  @Field(() => ID, { description: 'The id of the access token, which can no longer be used.' })
  revokedId: string;
}
