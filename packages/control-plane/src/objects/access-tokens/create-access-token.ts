import { Field, InputType, ObjectType } from 'type-graphql';
import { ChangeInput } from '../../kernel/graphql/change-input';
import { ChangePayload } from '../../kernel/graphql/change-payload';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { Role } from '../../kernel/caller/role';
import { AccessToken } from './access-token';

@InputType({ description: 'The access token to create.' })
export class CreateAccessTokenInput extends ChangeInput {
  @Field(() => String, {
    description: 'Its name, unique among access tokens, ignoring case: `^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`.',
  })
  name: string;

  @Field(() => Role, { description: 'Its role.' })
  role: Role;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; never by default.' })
  expiresAt?: Date | null;
}

@ObjectType({ description: 'The access token that was created.', implements: [ChangePayload] })
export class CreateAccessTokenPayload extends ChangePayload {
  @Field(() => AccessToken, { description: 'The access token.' })
  accessToken: AccessToken;

  @Field(() => String, { description: 'The secret itself; it is not stored and cannot be read again.' })
  secret: string;
}
