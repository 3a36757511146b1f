import { type DataPlaneStatus, encodeStatus, type KeyValueStore, type SealingKey } from '@switchyard/contract';
import { randomUUID } from 'node:crypto';

/** A data plane that says of itself what a test wants, and does nothing else. */
export class ReportedDataPlane {
  readonly id = randomUUID();

  constructor(
    private readonly planes: {
      readonly stores: { readonly dataPlanes: KeyValueStore };
      readonly sealingKey: SealingKey;
    },
    private readonly lineage: string,
  ) {}

  async report(changes: Partial<DataPlaneStatus> = {}): Promise<void> {
    const status: DataPlaneStatus = {
      id: this.id,
      host: 'gateway-1',
      version: '0.1.0',
      startedAt: new Date(0).toISOString(),
      reportedAt: new Date().toISOString(),
      lineage: this.lineage,
      observedRevision: null,
      appliedRevision: null,
      rejection: null,
      lastRejection: null,
      endpointFaults: [],
      requestsInFlight: 0,
      suspensions: [],
      ...changes,
    };
    const { stores, sealingKey } = this.planes;
    await stores.dataPlanes.put(this.id, encodeStatus(sealingKey.statusKey, status));
  }

  async applies(revision: number): Promise<void> {
    await this.report({ observedRevision: revision, appliedRevision: revision });
  }

  async refuses(revision: number): Promise<void> {
    const { lineage } = this;
    const code = 'INVALID_ENTRY' as const;
    const rejection = {
      revision,
      lineage,
      code,
      entryKey: 'ai-api.x',
      reason: 'no',
      rejectedAt: new Date(0).toISOString(),
    };
    await this.report({ observedRevision: revision, appliedRevision: revision - 1, rejection });
  }
}
