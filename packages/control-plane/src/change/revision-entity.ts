import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor, ActorKind } from '../kernel/caller/actor';

@Entity({ name: 'revision' })
export class RevisionEntity {
  @PrimaryColumn({ type: 'integer' })
  number: number;

  /** A database may get a new lineage while the numbers continue, so each revision records its own. */
  @Column({ type: 'uuid' })
  lineage: string;

  @Column({ name: 'committed_at', type: 'timestamptz' })
  committedAt: Date;

  @Column({ name: 'actor_id', type: 'text' })
  actorId: string;

  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: ActorKind;

  @Column({ name: 'actor_name', type: 'text' })
  actorName: string;

  @Column({ type: 'text' })
  operation: string;

  @Column({ type: 'text', nullable: true })
  comment: string | null;

  /** The revision that this one restored; null unless it is a rollback. */
  @Column({ name: 'rolled_back_to', type: 'integer', nullable: true })
  rolledBackTo: number | null;

  @Column({ name: 'correlation_id', type: 'text' })
  correlationId: string;

  @Column({ name: 'change_count', type: 'integer' })
  changeCount: number;

  get id(): string {
    return `${this.lineage}:${this.number}`;
  }

  get actor(): Actor {
    return { id: this.actorId, kind: this.actorKind, name: this.actorName };
  }
}
