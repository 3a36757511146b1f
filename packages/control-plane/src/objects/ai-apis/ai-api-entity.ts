import type { UnroutedOperations } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { LabelledRow } from '../labels/labelled-row';
import type { PolicyKind } from '../policies/policy-kind';
import type { AliasedModel } from './aliased-model';

@Entity({ name: 'ai_api' })
export class AiApiEntity extends LabelledRow {
  @Column({ name: 'display_name', type: 'text' })
  displayName: string;

  @Column({ name: 'base_path', type: 'text' })
  basePath: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  /** The first of its providers. */
  @Column({ name: 'provider_id', type: 'uuid' })
  providerId: string;

  /** In order, 1 to 16. Separate rows: `loadAiApis` fills them in. */
  providerIds: string[];

  /** In the order in which they were given. Separate rows: `loadAiApis` fills them in. */
  modelAliases: AliasedModel[];

  @Column({ name: 'default_production_endpoint_id', type: 'uuid', nullable: true })
  defaultProductionEndpointId: string | null;

  @Column({ name: 'default_sandbox_endpoint_id', type: 'uuid', nullable: true })
  defaultSandboxEndpointId: string | null;

  @Column({ name: 'unrouted_operations', type: 'text' })
  unroutedOperations: UnroutedOperations;

  @Column({ name: 'request_timeout_seconds', type: 'integer' })
  requestTimeoutSeconds: number;

  @Column({ name: 'total_timeout_seconds', type: 'integer' })
  totalTimeoutSeconds: number;

  @Column({ name: 'stream_hold_back_seconds', type: 'integer' })
  streamHoldBackSeconds: number;

  @Column({ name: 'stream_idle_timeout_seconds', type: 'integer' })
  streamIdleTimeoutSeconds: number;

  @Column({ name: 'stream_max_duration_seconds', type: 'integer' })
  streamMaxDurationSeconds: number;

  /** The kind of all its policies; null if it has none. */
  @Column({ name: 'policy_kind', type: 'text', nullable: true })
  policyKind: PolicyKind | null;

  /** The revision that last changed any of its policies. */
  @Column({ name: 'policies_version', type: 'integer' })
  policiesVersion: number;

  get objectKind() {
    return 'AI_API' as const;
  }
}
