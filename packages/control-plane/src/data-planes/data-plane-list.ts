import type { PublishedHead } from '../publication/published-head';
import type { DataPlane } from './data-plane';
import type { DataPlaneDirectory, DataPlaneView } from './data-plane-directory';
import type { DataPlaneReader } from './data-plane-resolver';

/** The data planes as the directory has them, held against the latest published revision. From memory: never fails. */
export class DataPlaneList implements DataPlaneReader {
  constructor(
    private readonly directory: DataPlaneDirectory,
    private readonly head: PublishedHead,
  ) {}

  all(): DataPlane[] {
    return this.directory.list().map((view) => this.#describe(view));
  }

  #describe(view: DataPlaneView): DataPlane {
    const head = this.head.current;
    const upToDate = head !== null && view.lineage === head.lineage && view.appliedRevision === head.revision;
    const { rejection } = view;
    return {
      id: view.id,
      host: view.host,
      version: view.version,
      startedAt: new Date(view.startedAt),
      live: view.live,
      lastSeenAt: view.lastSeenAt,
      lineage: view.lineage,
      observedRevision: view.observedRevision,
      appliedRevision: view.appliedRevision,
      upToDate,
      rejection: rejection && {
        id: `${view.id}:${rejection.revision}`,
        ...rejection,
        rejectedAt: new Date(rejection.rejectedAt),
      },
      requestsInFlight: view.requestsInFlight,
      suspensionCount: view.suspensions.length,
    };
  }
}
