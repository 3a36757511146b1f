import type { EndpointFault, SharedSuspension } from '@switchyard/contract';
import type { LostWorker } from '../accounting/data-plane-usage';
import type { ReportedHealth } from '../fleet/reported-health';
import type { CausedSuspension } from '../health/policy-states';
import type { UsageContent } from '../spool/usage-outbox';
import type { ProcessFigures } from '../metrics/process-figures';
import type { FindGone } from '../metrics/gone-series';
import type { SeriesBook } from '../metrics/series-book';
import type { UnavailableTarget } from '../metrics/target-availability';
import type { RevisionTarget } from '../table/revision-target';
import type { RequestSink } from '../trace/ended-request';

/** What a gateway tells about the requests that it serves. */
export interface GatewayListener {
  /** Called when a request used a consumer key; the time is in ms since the epoch. */
  readonly onKeyUsed: (consumerKeyId: string, usedAtMs: number) => void;
  /** Called with suspensions that requests have caused, for the peers. */
  readonly onSuspended: (suspensions: readonly SharedSuspension[]) => void;
  /** The same at once, for the other processes of this data plane. */
  readonly onSuspendedNow?: (suspension: CausedSuspension) => void;
  /** Called when a target was suspended or has returned. */
  readonly onHealthChanged: () => void;
  /** Called with each request of this process as it ends. */
  readonly onRequestEnded?: RequestSink['onRequestEnded'];
  /** Called with what the requests of other processes used, and with those that ended without telling all. */
  readonly onUsage?: (content: UsageContent) => void;
  /** @param atMs up to when each worker told all that it had counted, in ms since the epoch; infinite if there is none */
  readonly onUsageTold?: (atMs: number) => void;
  readonly onWorkerLost?: (worker: LostWorker) => void;
}

/** What a gateway tells Prometheus, of all its processes. */
export interface GatewayMetrics {
  /** The series that requests have increased. */
  readonly book: SeriesBook;
  /** The processes that serve requests, by their numbers. */
  processes(): Promise<readonly (ProcessFigures & { readonly worker: number })[]>;
  /** May name a target more than once. */
  unavailableTargets(): Promise<readonly UnavailableTarget[]>;
  /** Which objects the table does not have that requests are served from. */
  readonly findGone: FindGone;
  /** To be called when series were dropped from the book. */
  forgetSeries(): void;
}

/** Serves requests by the revisions that it is given: in this process, or in workers. */
export interface Gateway<Content> {
  readonly target: RevisionTarget<Content>;
  readonly requestsInFlight: number;
  /** Whether it accepts requests. */
  readonly isListening: boolean;
  /** Whether a process runs that can serve a table. */
  readonly isRunning: boolean;
  /** Why it cannot read the routing table in the data folder; null if it can, or need not. */
  readonly storageProblem: string | null;
  readonly metrics: GatewayMetrics;
  /** The health of the targets that were ever suspended. */
  health(): Promise<ReportedHealth>;
  /** The endpoints that cannot be served, at most as many as a status reports. */
  endpointFaults(): readonly EndpointFault[];
  /** Suspends what a peer has reported. */
  suspendReported(suspensions: readonly SharedSuspension[]): void;
  /** Accepts requests from now on. @returns the port @throws the listener's error, such as EADDRINUSE */
  listen(): Promise<number>;
  /** Ends every wait for a process that can serve: `listen` and the target then throw TargetClosed. */
  stopWaiting(): void;
  /** Lets requests finish, as the options say, and accepts none after that. */
  drain(): Promise<void>;
  /** Frees all resources. */
  close(): Promise<void>;
}
