import { Column, Entity } from 'typeorm';
import { LabelledEntity } from '../labels/labelled-entity';

@Entity({ name: 'consumer' })
export class ConsumerEntity extends LabelledEntity {
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
