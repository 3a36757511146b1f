import type { Rejection } from '@switchyard/contract';
import type { PublishedHead } from '../../publication/published-head';
import type { DataPlaneDirectory, DataPlaneView } from './data-plane-directory';
import type { DataPlaneReader, ListedDataPlane } from './data-plane-reader';

/** The data planes in the directory, compared with the latest published revision. From memory: never fails. */
export class DataPlaneList implements DataPlaneReader {
  constructor(
    private readonly directory: DataPlaneDirectory,
    private readonly head: PublishedHead,
  ) {}

  /** Whether it has each data plane that has reported. */
  get isCurrent(): boolean {
    return this.directory.isCurrent;
  }

  all(): ListedDataPlane[] {
    return this.directory.list().map((view) => this.#describe(view));
  }

  /**
   * Calls back with the id of a data plane that may have changed, or with null if all may have, because a revision was
   * published or the list has become current. Returns a function that removes the listener.
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
    const { rejection, lastRejection } = view;
    return {
      id: view.id,
      host: view.host,
      version: view.version,
      startedAt: new Date(view.startedAt),
      live: view.live,
      lastSeenAt: view.lastSeenAt,
      ownTimeMs: view.ownTimeMs,
      lineage: view.lineage,
      observedRevision: view.observedRevision,
      appliedRevision: view.appliedRevision,
      upToDate,
      rejection: rejection && describeRejection(view, rejection),
      lastRejection: lastRejection && describeRejection(view, lastRejection),
      tableCurrentAt: view.currentAt ? new Date(view.currentAt) : null,
      storageProblem: view.storageProblem ?? null,
      usageProblem: view.usageProblem ?? null,
      endpointFaults: view.endpointFaults.map((fault) => ({ id: `${view.id}:${fault.endpointId}`, ...fault })),
      requestsInFlight: view.requestsInFlight,
      suspensionCount: view.suspensions.length,
      health: view.health,
    };
  }
}

function describeRejection({ id, lineage }: DataPlaneView, rejection: Rejection) {
  return {
    id: `${id}:${rejection.rejectedAt}`,
    ...rejection,
    // Without an authentic head, the revision that it rejects is of the lineage that it serves, as far as is known.
    lineage: rejection.lineage ?? lineage,
    rejectedAt: new Date(rejection.rejectedAt),
  };
}
