import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../kernel/graphql/connection';
import { DateTimeScalar } from '../../kernel/graphql/scalars';
import { Actor } from '../../kernel/caller/actor';
import { Role } from '../../kernel/caller/role';

export const AuditEventKind = {
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  RATE_LIMITED: 'RATE_LIMITED',
} as const;
export type AuditEventKind = keyof typeof AuditEventKind;
registerEnumType(AuditEventKind, {
  name: 'AuditEventKind',
  description: 'What an audit event tells.',
  valuesConfig: {
    FORBIDDEN: { description: 'A caller asked for what its role does not allow.' },
    UNAUTHENTICATED: { description: 'A token was missing, unknown, expired or revoked.' },
    RATE_LIMITED: { description: 'A caller asked too often.' },
  },
});

@ObjectType({ description: 'Something that was refused.' })
export class AuditEvent {
  @Field(() => ID, { description: "The event's id." })
  id: string;

  @Field(() => AuditEventKind, { description: 'What happened.' })
  kind: AuditEventKind;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => Actor, { nullable: true, description: 'Who asked; null where that is not known.' })
  actor: Actor | null;

  @Field(() => String, {
    nullable: true,
    description: 'The root field that was asked for; null where it did not come to that.',
  })
  operation: string | null;

  @Field(() => Role, {
    nullable: true,
    description: 'The role that would have been needed; null where that is not what was missing.',
  })
  requiredRole: Role | null;

  @Field(() => String, { nullable: true, description: 'The address that the request came from.' })
  remoteAddress: string | null;

  @Field(() => ID, {
    description: 'The id that the answer carried and that the log lines of this request carry.',
  })
  correlationId: string;
}

export const AuditEventConnection = connectionOf(AuditEvent, 'audit events');
