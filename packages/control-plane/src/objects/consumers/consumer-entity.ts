import { Column, Entity } from 'typeorm';
import { LabelledRow } from '../labels/labelled-row';

@Entity({ name: 'consumer' })
export class ConsumerEntity extends LabelledRow {
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
