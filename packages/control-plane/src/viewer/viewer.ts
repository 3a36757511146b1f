import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../graphql/scalars';
import { Actor } from './actor';

export const Role = {
  VIEWER: 'VIEWER',
  EDITOR: 'EDITOR',
  ADMIN: 'ADMIN',
} as const;
export type Role = keyof typeof Role;
registerEnumType(Role, {
  name: 'Role',
  description: 'What a caller may do; each role may do what the ones before it may.',
  valuesConfig: {
    VIEWER: { description: 'May read everything but access tokens and audit events.' },
    EDITOR: { description: 'May also change the configuration, consumers and their keys.' },
    ADMIN: { description: 'May also manage access tokens and read audit events.' },
  },
});

@ObjectType({ description: 'The caller.' })
export class Viewer {
  @Field(() => ID, { description: "The caller's id: that of the actor." })
  id: string;

  @Field(() => Actor, { description: 'The caller as it appears in revisions.' })
  actor: Actor;

  @Field(() => Role, { description: 'What the caller may do.' })
  role: Role;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the caller's access token expires; null where it does not.",
  })
  expiresAt: Date | null;
}
