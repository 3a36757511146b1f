import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { Requires } from '../../kernel/graphql/requires';
import { ConfigurationObject, Node } from '../../kernel/graphql/node';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { Role } from '../../kernel/caller/role';

// `node` and `nodes`, which every caller may use, also find access tokens.
@Requires('ADMIN')
@ObjectType({
  description: 'A token with which a person or a program calls this API.',
  implements: [Node, ConfigurationObject],
})
export class AccessToken extends ConfigurationObject {
  @Field(() => ID, { description: "The access token's id." })
  override id: string;

  @Field(() => String, { description: 'Its name, unique among access tokens, ignoring case.' })
  name: string;

  @Field(() => Role, { description: 'Its role.' })
  role: Role;

  @Field(() => String, { description: 'The first characters of the secret, to tell tokens apart.' })
  hint: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it expires; null if it does not.' })
  expiresAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null if it was not.' })
  revokedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, to the minute; null if it never was.',
  })
  lastUsedAt: Date | null;
}

export const AccessTokenConnection = connectionOf(AccessToken, 'access tokens');
