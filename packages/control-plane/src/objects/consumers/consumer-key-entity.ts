import type { Environment } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { SecretColumns } from '../secrets/secret-columns';

@Entity({ name: 'consumer_key' })
export class ConsumerKeyEntity extends SecretColumns {
  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  @Column({ type: 'text' })
  environment: Environment;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  /** The SHA-256 of the key in lower-case hex. */
  @Column({ name: 'key_hash', type: 'text' })
  keyHash: string;

  /** Whether an `EXPIRE_KEYS` revision has removed its entry from the routing table; a new expiry brings it back. */
  @Column({ name: 'entry_expired', type: 'boolean' })
  entryExpired: boolean;

  @Column({ name: 'idempotency_key', type: 'text', nullable: true })
  idempotencyKey: string | null;

  /** A digest of the request, to distinguish a retry from another request with the same idempotency key. */
  @Column({ name: 'idempotent_input_hash', type: 'text', nullable: true })
  idempotentInputHash: string | null;

  get objectKind() {
    return 'CONSUMER_KEY' as const;
  }
}
