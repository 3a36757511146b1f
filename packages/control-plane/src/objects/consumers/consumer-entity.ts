import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';

@Entity({ name: 'consumer' })
export class ConsumerEntity extends ConfigurationEntity {
  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  @Column({ name: 'trace_allowed', type: 'boolean' })
  traceAllowed: boolean;

  get objectKind() {
    return 'CONSUMER' as const;
  }
}
