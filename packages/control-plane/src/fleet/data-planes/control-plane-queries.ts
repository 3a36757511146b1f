import type { DataSource } from 'typeorm';
import type { PublicationState } from '../../publication/publisher';
import { readLineage } from '../../change/lock-lineage';
import { VERSION } from '../../kernel/version';
import type { ExpiringCaCertificate } from '../../objects/endpoints/expiring-ca-certificate';
import { expiringCaCertificates } from '../../objects/endpoints/expiring-ca-certificates';
import type { ControlPlane } from './control-plane-status';
import type { DataPlaneReader } from './data-plane-reader';

/** The status of the control plane: from the database, and from what this process knows of the publication. */
export class ControlPlaneQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly publication: () => PublicationState,
    private readonly storageProblem: () => string | null,
    private readonly dataPlanes: DataPlaneReader,
    private readonly currency: string,
  ) {}

  /** @param first how many */
  expiringCaCertificates(first: number): Promise<ExpiringCaCertificate[]> {
    return expiringCaCertificates(this.dataSource.manager, first, new Date());
  }

  async status(): Promise<ControlPlane> {
    const { lineage, revision } = await readLineage(this.dataSource.manager);
    const { publishedRevision, publishedAt, problem } = this.publication();
    const live = this.dataPlanes.all().filter((dataPlane) => dataPlane.live);
    return {
      id: 'control-plane',
      version: VERSION,
      currency: this.currency,
      lineage,
      committedRevision: revision,
      publishedRevision,
      publishedAt,
      publicationProblem: problem,
      storageProblem: this.storageProblem(),
      liveDataPlaneCount: live.length,
      upToDateDataPlaneCount: live.filter((dataPlane) => dataPlane.upToDate).length,
    };
  }
}
