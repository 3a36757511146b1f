import type { Environment } from '@switchyard/contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The failover policy that a model is the primary of; the table's constraint keeps primaries unique. */
@Entity({ name: 'failover_primary' })
export class FailoverPrimaryEntity {
  @PrimaryColumn({ name: 'policy_id', type: 'uuid' })
  policyId: string;

  @PrimaryColumn({ type: 'text' })
  environment: Environment;

  @Column({ name: 'ai_api_id', type: 'uuid' })
  aiApiId: string;

  @Column({ name: 'model_id', type: 'uuid' })
  modelId: string;
}
