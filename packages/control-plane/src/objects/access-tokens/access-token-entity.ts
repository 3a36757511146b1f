import { Column, Entity } from 'typeorm';
import { NamedEntity } from '../../kernel/database/named-entity';
import type { Role } from '../../kernel/caller/role';

@Entity({ name: 'access_token' })
export class AccessTokenEntity extends NamedEntity {
  @Column({ type: 'text' })
  role: Role;

  @Column({ type: 'text' })
  hint: string;

  /** The SHA-256 of the token in lower-case hex: the token itself is nowhere. */
  @Column({ name: 'token_hash', type: 'text' })
  tokenHash: string;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** No part of the configuration: it changes without a revision. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  get objectKind() {
    return 'ACCESS_TOKEN' as const;
  }
}
