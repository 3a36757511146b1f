import { Column } from 'typeorm';
import { NamedEntity } from '../../kernel/database/named-entity';
import type { Labels } from './label-rules';

/** The row of an object that may have labels. What stands within it, such as an AI API's policies, has none: it belongs with it. */
export abstract class LabelledRow extends NamedEntity {
  @Column({ type: 'jsonb' })
  labels: Labels;
}
