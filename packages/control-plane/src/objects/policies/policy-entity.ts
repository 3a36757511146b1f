import { DEFAULT_FAILOVER_ON, type ErrorKind, type StatusRange } from '@switchyard/contract';
import { Column, Entity } from 'typeorm';
import { ConfigurationEntity } from '../../kernel/database/configuration-entity';
import { DEFAULT_FAILURE_STATUSES, formatFailureStatuses } from './failure-statuses';
import type { PolicyKind } from './policy-kind';
import type { PolicyTargetEntity } from './policy-target-entity';

@Entity({ name: 'policy' })
export class PolicyEntity extends ConfigurationEntity {
  @Column({ name: 'ai_api_id', type: 'uuid' })
  aiApiId: string;

  @Column({ type: 'text' })
  kind: PolicyKind;

  /** Null for the default, which `policyName` forms; only failover policies have one. */
  @Column({ name: 'name', type: 'text', nullable: true })
  givenName: string | null;

  @Column({ name: 'suspend_duration_seconds', type: 'integer' })
  suspendDurationSeconds: number;

  @Column({ name: 'request_timeout_seconds', type: 'integer' })
  requestTimeoutSeconds: number;

  @Column({ name: 'total_timeout_seconds', type: 'integer' })
  totalTimeoutSeconds: number;

  /** Null for failover. */
  @Column({ name: 'max_attempts', type: 'integer', nullable: true })
  maxAttempts: number | null;

  /** Ascending, neither overlapping nor adjacent; null for the defaults. */
  @Column({ name: 'failure_status_ranges', type: 'jsonb', nullable: true })
  failureStatusRanges: StatusRange[] | null;

  /** In the order of the enum; null for the defaults. */
  @Column({ name: 'failover_on_kinds', type: 'jsonb', nullable: true })
  failoverOnKinds: ErrorKind[] | null;

  /** See `targetSetIdOf`. */
  @Column({ name: 'production_target_set_id', type: 'uuid', nullable: true })
  productionTargetSetId: string | null;

  @Column({ name: 'sandbox_target_set_id', type: 'uuid', nullable: true })
  sandboxTargetSetId: string | null;

  /** The targets of both sides, in order. Separate rows: `loadPolicies` fills them in. */
  targets: PolicyTargetEntity[];

  get effectiveFailureStatusRanges(): readonly StatusRange[] {
    return this.failureStatusRanges ?? DEFAULT_FAILURE_STATUSES;
  }

  get failureStatuses(): string[] {
    return formatFailureStatuses(this.effectiveFailureStatusRanges);
  }

  get usesDefaultFailureStatuses(): boolean {
    return this.failureStatusRanges === null;
  }

  get failoverOn(): ErrorKind[] {
    return this.failoverOnKinds ?? [...DEFAULT_FAILOVER_ON];
  }

  get usesDefaultFailoverOn(): boolean {
    return this.failoverOnKinds === null;
  }

  get usesDefaultName(): boolean {
    return this.givenName === null;
  }

  get objectKind() {
    return `${this.kind}_POLICY` as const;
  }
}
