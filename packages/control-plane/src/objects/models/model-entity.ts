import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import type { StoredPrice } from './price-rules';

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
