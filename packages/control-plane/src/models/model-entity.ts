import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../database/configuration-entity';

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
}
