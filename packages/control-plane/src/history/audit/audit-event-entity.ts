import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor, ActorKind } from '../../kernel/caller/actor';
import type { Role } from '../../kernel/caller/role';
import type { AuditEventKind } from './audit-event';

@Entity({ name: 'audit_event' })
export class AuditEventEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  kind: AuditEventKind;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ name: 'actor_id', type: 'text', nullable: true })
  actorId: string | null;

  @Column({ name: 'actor_kind', type: 'text', nullable: true })
  actorKind: ActorKind | null;

  @Column({ name: 'actor_name', type: 'text', nullable: true })
  actorName: string | null;

  @Column({ type: 'text', nullable: true })
  operation: string | null;

  @Column({ name: 'required_role', type: 'text', nullable: true })
  requiredRole: Role | null;

  @Column({ name: 'remote_address', type: 'text', nullable: true })
  remoteAddress: string | null;

  @Column({ name: 'correlation_id', type: 'text' })
  correlationId: string;

  get actor(): Actor | null {
    const { actorId, actorKind, actorName } = this;
    if (actorId === null || actorKind === null || actorName === null) return null;
    return { id: actorId, kind: actorKind, name: actorName };
  }
}
