import type { Coverage, EndpointFault, RejectionCode, SharedSuspension } from '@switchyard/contract';
import type { ReportedHealth } from '../fleet/reported-health';
import type { SiblingSuspension } from '../fleet/sibling-suspension';
import type { UsageContent } from '../spool/usage-outbox';
import type { SharedLimits } from '../load/worker-share';
import type { ObjectLabels } from '../metrics/series-book';
import type { WorkerMetrics } from './metric-reports';

/** A worker tells as often that it is alive. */
export const ALIVE_INTERVAL_MS = 1_000;

/** What the primary tells a worker. Both are of one build, so nobody checks a message. */
export type ToWorker =
  | Question
  | { readonly kind: 'START'; readonly start: WorkerStart }
  /** What has changed, in slices; PREPARE follows. */
  | { readonly kind: 'ENTRIES'; readonly entries: readonly RawEntry[] }
  /** Let requests finish, and exit. */
  | { readonly kind: 'DRAIN' }
  /** Forget what was prepared, read and received. */
  | { readonly kind: 'DISCARD' }
  /** End so many connections, each after its next answer. */
  | { readonly kind: 'END_CONNECTIONS'; readonly count: number }
  | { readonly kind: 'SUSPEND_LIKE_SIBLING'; readonly suspension: SiblingSuspension }
  | { readonly kind: 'SUSPEND_REPORTED'; readonly suspensions: readonly SharedSuspension[] };

/** What a worker answers. */
interface Questions {
  /** Read the table from the journal's file. Answered by LOADED or NOT_LOADED. */
  LOAD_FILE: { readonly kind: 'LOAD_FILE'; readonly path: string };
  /** Compile what was read and received. Answered by PREPARED, REFUSED or FAILED. */
  PREPARE: { readonly kind: 'PREPARE'; readonly revision: Coverage };
  /** Serve what was prepared. Answered by APPLIED. */
  APPLY: { readonly kind: 'APPLY' };
  /** Accept requests on the socket that comes with it. Answered by LISTENING or NOT_LISTENING. */
  LISTEN: { readonly kind: 'LISTEN' };
  /** Which of these objects does the table not have? Answered by GONE. */
  FIND_GONE: { readonly kind: 'FIND_GONE'; readonly objects: readonly ObjectLabels[] };
}
export type QuestionKind = keyof Questions;
export type Question<Kind extends QuestionKind = QuestionKind> = Questions[Kind] & { readonly kind: Kind };

/** What a worker tells the primary. */
export type FromWorker =
  | { readonly kind: 'READY' }
  | { readonly kind: 'ALIVE' }
  /** The revision that the file had. */
  | { readonly kind: 'LOADED'; readonly mark: Coverage }
  | { readonly kind: 'NOT_LOADED'; readonly reason: string }
  | { readonly kind: 'PREPARED'; readonly changeCount: number }
  | { readonly kind: 'REFUSED'; readonly code: RejectionCode; readonly entryKey: string; readonly reason: string }
  /** An error of the worker itself, which says nothing about the revision. */
  | { readonly kind: 'FAILED'; readonly reason: string }
  | {
      readonly kind: 'APPLIED';
      /** The endpoints that the revision took out of rotation, and all that are. */
      readonly newFaults: readonly EndpointFault[];
      readonly endpointFaults: readonly EndpointFault[];
    }
  | { readonly kind: 'LISTENING'; readonly port: number }
  | { readonly kind: 'NOT_LISTENING'; readonly error: ListenError }
  /** The places of those objects. */
  | { readonly kind: 'GONE'; readonly places: readonly number[] }
  /** Sent at once, for the other workers. */
  | { readonly kind: 'SUSPENDED'; readonly suspension: SiblingSuspension }
  /** For the peers. */
  | { readonly kind: 'SUSPENDED_FOR_PEERS'; readonly suspensions: readonly SharedSuspension[] }
  | { readonly kind: 'DELTA'; readonly delta: WorkerDelta }
  /** What requests used, since it was told last. */
  | { readonly kind: 'USAGE'; readonly content: UsageContent }
  /** All that was counted by then has been told, in ms since the epoch; nothing is counted any more after the last of them. */
  | { readonly kind: 'USAGE_TOLD'; readonly atMs: number; readonly isLast: boolean }
  | { readonly kind: 'METRICS'; readonly metrics: WorkerMetrics }
  /** A log line. */
  | { readonly kind: 'LOG'; readonly text: string };

/** The key of an entry and its JSON, one character per byte; null if it was deleted. */
export type RawEntry = readonly [key: string, raw: string | null];

/** What a worker begins with, besides the settings, which it reads from its environment. */
export interface WorkerStart {
  /** From 0; a worker that takes the place of another has its index. */
  readonly index: number;
  readonly workers: number;
  readonly limits: SharedLimits;
}

/** What has changed at a worker since its last delta. */
export interface WorkerDelta {
  readonly requestsInFlight: number;
  /** How many consumers are connected. */
  readonly connections: number;
  /** The ids of the consumer keys that were used, and when, in ms since the epoch. */
  readonly keyUses: readonly (readonly [consumerKeyId: string, usedAtMs: number])[];
  /** Null if it is the same. */
  readonly health: ReportedHealth | null;
}

/** Why a port cannot be listened on. */
export interface ListenError {
  readonly message: string;
  readonly code?: string | undefined;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** The kinds of answers to each question. */
interface AnswerKinds {
  LOAD_FILE: 'LOADED' | 'NOT_LOADED';
  PREPARE: 'PREPARED' | 'REFUSED' | 'FAILED';
  APPLY: 'APPLIED';
  LISTEN: 'LISTENING' | 'NOT_LISTENING';
  FIND_GONE: 'GONE';
}
export type Answer<Kind extends QuestionKind = QuestionKind> = Extract<FromWorker, { kind: AnswerKinds[Kind] }>;

/** The question that a message answers; null if it answers none. */
export function answeredQuestion({ kind }: FromWorker): QuestionKind | null {
  switch (kind) {
    case 'LOADED':
    case 'NOT_LOADED':
      return 'LOAD_FILE';
    case 'PREPARED':
    case 'REFUSED':
    case 'FAILED':
      return 'PREPARE';
    case 'APPLIED':
      return 'APPLY';
    case 'LISTENING':
    case 'NOT_LISTENING':
      return 'LISTEN';
    case 'GONE':
      return 'FIND_GONE';
    default:
      return null;
  }
}
