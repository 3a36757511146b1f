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
  description: 'The kinds of audit event.',
  valuesConfig: {
    FORBIDDEN: { description: 'A caller attempted something that its role does not allow.' },
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
    description: 'The requested root field; null if the request was refused before it was parsed.',
  })
  operation: string | null;

  @Field(() => Role, {
    nullable: true,
    description: 'The required role; null if the refusal had another reason.',
  })
  requiredRole: Role | null;

  @Field(() => String, { nullable: true, description: "The client's address." })
  remoteAddress: string | null;

  @Field(() => ID, {
    description: "The request's id, in its response and its log lines.",
  })
  correlationId: string;
}

export const AuditEventConnection = connectionOf(AuditEvent, 'audit events');
