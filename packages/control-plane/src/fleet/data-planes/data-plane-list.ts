import type { PublishedHead } from '../../publication/published-head';
import type { DataPlaneDirectory, DataPlaneView } from './data-plane-directory';
import type { DataPlaneReader, ListedDataPlane } from './data-plane-reader';

/** The data planes in the directory, compared with the latest published revision. From memory: never fails. */
export class DataPlaneList implements DataPlaneReader {
  constructor(
    private readonly directory: DataPlaneDirectory,
    private readonly head: PublishedHead,
  ) {}

  all(): ListedDataPlane[] {
    return this.directory.list().map((view) => this.#describe(view));
  }

  /**
   * Calls back with the id of a data plane that may have changed, or with null if all may have, because a revision was
   * published. Returns a function that removes the listener.
   */
  onChange(listener: (id: string | null) => void): () => void {
    const unlistenDirectory = this.directory.onChange(listener);
    const unlistenHead = this.head.listen({ onHead: () => listener(null) });
    return () => {
      unlistenDirectory();
      unlistenHead();
    };
  }

  /** A data plane as it last reported; null if none with that id was seen in the last 24 hours. */
  view(id: string): DataPlaneView | null {
    return this.directory.list().find((view) => view.id === id) ?? null;
  }

  #describe(view: DataPlaneView): ListedDataPlane {
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
        // Older data planes report no lineage: their rejection is taken to be of the lineage that they serve.
        lineage: rejection.lineage ?? view.lineage,
        rejectedAt: new Date(rejection.rejectedAt),
      },
      requestsInFlight: view.requestsInFlight,
      suspensionCount: view.suspensions.length,
      health: view.health,
    };
  }
}
