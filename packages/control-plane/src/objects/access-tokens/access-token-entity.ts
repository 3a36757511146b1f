import { Column, Entity } from 'typeorm';
import { NAME_KEY_COLUMN, type NamedEntity } from '../../kernel/database/named-entity';
import { SecretColumns } from '../secrets/secret-columns';
import type { Role } from '../../kernel/caller/role';

@Entity({ name: 'access_token' })
export class AccessTokenEntity extends SecretColumns implements NamedEntity {
  @Column({ type: 'text' })
  name: string;

  @Column(NAME_KEY_COLUMN)
  readonly nameKey?: string;

  @Column({ type: 'text' })
  role: Role;

  /** The SHA-256 of the token in lower-case hex. */
  @Column({ name: 'token_hash', type: 'text' })
  tokenHash: string;

  get objectKind() {
    return 'ACCESS_TOKEN' as const;
  }
}
