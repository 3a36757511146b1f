import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { Actor } from '../../kernel/caller/actor';
import { Role } from '../../kernel/caller/role';

@ObjectType({ description: 'The caller.' })
export class Viewer {
  @Field(() => ID, { description: "The caller's id, the same as the id of `actor`." })
  id: string;

  @Field(() => Actor, { description: 'The caller as it appears in revisions.' })
  actor: Actor;

  @Field(() => Role, { description: "The caller's role." })
  role: Role;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the caller's access token or session expires; null if it does not.",
  })
  expiresAt: Date | null;
}
