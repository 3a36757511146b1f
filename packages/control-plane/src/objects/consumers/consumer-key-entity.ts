import type { Environment } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';

@Entity({ name: 'consumer_key' })
export class ConsumerKeyEntity extends ConfigurationEntity {
  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  @Column({ type: 'text' })
  environment: Environment;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'text' })
  hint: string;

  /** The SHA-256 of the key in lower-case hex: the key itself is nowhere. */
  @Column({ name: 'key_hash', type: 'text' })
  keyHash: string;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** No part of the configuration: it changes without a revision. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey: string | null;

  /** A digest of what the key was asked for with, to tell a retry from another request under the same idempotency key. */
  @Column({ name: 'idempotent_input_hash', type: 'text', nullable: true })
  idempotentInputHash: string | null;

  get objectKind() {
    return 'CONSUMER_KEY' as const;
  }
}
