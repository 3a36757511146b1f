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
  description: 'What an audit event reports.',
  valuesConfig: {
    FORBIDDEN: { description: 'A caller asked for something that its role does not allow.' },
    UNAUTHENTICATED: { description: 'A token was missing, unknown, expired or revoked.' },
    RATE_LIMITED: { description: 'A caller sent too many requests.' },
  },
});

@ObjectType({ description: 'A refused request or operation.' })
export class AuditEvent {
  @Field(() => ID, { description: "The event's id." })
  id: string;

  @Field(() => AuditEventKind, { description: 'What happened.' })
  kind: AuditEventKind;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at: Date;

  @Field(() => Actor, { nullable: true, description: 'Who sent the request; null if unknown.' })
  actor: Actor | null;

  @Field(() => String, {
    nullable: true,
    description: 'The root field that was requested; null if the request was refused before that was known.',
  })
  operation: string | null;

  @Field(() => Role, {
    nullable: true,
    description: 'The role that was missing; null if the refusal had another reason.',
  })
  requiredRole: Role | null;

  @Field(() => String, { nullable: true, description: 'The address that the request came from.' })
  remoteAddress: string | null;

  @Field(() => ID, {
    description: 'The id in the answer and the log lines of the request.',
  })
  correlationId: string;
}

export const AuditEventConnection = connectionOf(AuditEvent, 'audit events');
