import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';

@Entity({ name: 'access_grant' })
export class AccessGrantEntity extends ConfigurationEntity {
  @Column({ name: 'consumer_id', type: 'uuid' })
  consumerId: string;

  @Column({ name: 'ai_api_id', type: 'uuid' })
  aiApiId: string;

  get objectKind() {
    return 'ACCESS_GRANT' as const;
  }
}
