import { Column } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';

/** The common columns of consumer keys and access tokens. The secret itself is not stored. */
export abstract class SecretColumns extends ConfigurationEntity {
  @Column({ type: 'text' })
  hint: string;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** Not part of the configuration: it changes without a revision. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;
}
