import type { Environment } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { NamedEntity } from '../../kernel/database/named-entity';

@Entity({ name: 'endpoint' })
export class EndpointEntity extends NamedEntity {
  @Column({ name: 'provider_id', type: 'uuid' })
  providerId: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'text' })
  environment: Environment;

  @Column({ type: 'text' })
  url: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  @Column({ name: 'connect_timeout_seconds', type: 'integer' })
  connectTimeoutSeconds: number;

  /** CA certificates in PEM, as `writePem` writes them; null for the public ones. */
  @Column({ name: 'ca_certificate', type: 'text', nullable: true })
  caCertificate: string | null;

  /** When the first of them expires. */
  @Column({ name: 'ca_certificate_valid_until', type: 'timestamptz', nullable: true })
  caCertificateValidUntil: Date | null;

  /** The envelope of the contract's `SealingKey`; without a credential these four are all null. */
  @Column({ name: 'sealed_credential', type: 'text', nullable: true })
  sealedCredential: string | null;

  @Column({ name: 'credential_fingerprint', type: 'text', nullable: true })
  credentialFingerprint: string | null;

  @Column({ name: 'credential_hint', type: 'text', nullable: true })
  credentialHint: string | null;

  @Column({ name: 'credential_rotated_at', type: 'timestamptz', nullable: true })
  credentialRotatedAt: Date | null;

  get objectKind() {
    return 'ENDPOINT' as const;
  }
}
