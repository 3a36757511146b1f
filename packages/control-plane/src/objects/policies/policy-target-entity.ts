import type { Environment } from '@switchyard/contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PolicyKind } from './policy-kind';
import { targetIdOf } from './target-key';

@Entity({ name: 'policy_target' })
export class PolicyTargetEntity {
  @PrimaryColumn({ name: 'policy_id', type: 'uuid' })
  policyId: string;

  @PrimaryColumn({ type: 'text' })
  environment: Environment;

  /** Its position in the side, from 0; in a failover policy 0 is the primary. */
  @PrimaryColumn({ type: 'integer' })
  position: number;

  /** Its policy's. */
  @Column({ name: 'ai_api_id', type: 'uuid' })
  aiApiId: string;

  /** The provider of both its model and its endpoint. */
  @Column({ name: 'provider_id', type: 'uuid' })
  providerId: string;

  @Column({ name: 'model_id', type: 'uuid' })
  modelId: string;

  @Column({ name: 'endpoint_id', type: 'uuid' })
  endpointId: string;

  /** Null if the policy has no weights. */
  @Column({ type: 'integer', nullable: true })
  weight: number | null;

  /** Its policy's: `loadPolicies` fills it in. */
  kind: PolicyKind;

  get id(): string {
    return targetIdOf(this);
  }
}
