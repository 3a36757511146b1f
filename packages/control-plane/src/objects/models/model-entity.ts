import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';

/** The prices of a model's tokens from a given time. The decimals are strings, which keep all digits. */
export interface StoredPrice {
  /** ISO 8601, in UTC. */
  readonly validFrom: string;
  readonly currency: string;
  readonly inputPerMillion: string;
  /** Null if they cost as much as other prompt tokens. */
  readonly cachedInputPerMillion: string | null;
  readonly outputPerMillion: string;
}

@Entity({ name: 'model' })
export class ModelEntity extends ConfigurationEntity {
  @Column({ name: 'provider_id', type: 'uuid' })
  providerId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  /** Latest first. */
  @Column({ type: 'jsonb' })
  prices: StoredPrice[];

  get objectKind() {
    return 'MODEL' as const;
  }
}
