/** What the script measures. */
export type MeasureId =
  | 'commit'
  | 'effect'
  | 'written'
  | 'control-plane-turn'
  | 'control-plane-collection'
  | 'data-plane-turn'
  | 'data-plane-collection'
  | 'latency-unchanged'
  | 'latency-changing'
  | 'start'
  | 'stored-start'
  | 'stored-memory'
  | 'memory'
  | 'keys'
  | 'keys-control-plane-turn'
  | 'keys-data-plane-turn'
  | 'takeover'
  | 'takeover-change'
  | 'recompile'
  | 'recompile-change'
  | 'recompile-control-plane-turn'
  | 'recompile-data-plane-turn';

export interface Measure {
  readonly id: MeasureId;
  readonly what: string;
  readonly unit: 'ms' | 's' | 'KB' | 'MB';
  /** The most that it may be; null if it has no bound. */
  readonly bound: number | null;
  /**
   * What the same script measured before the routing table stored shared parts once (commit 063aa95, 2 cores of an AMD EPYC,
   * Node 26.10, load average 2); null if there was no such thing.
   */
  readonly before: number | null;
}

export const MEASURES: readonly Measure[] = [
  { id: 'commit', what: 'toggle a model: commit, p50', unit: 'ms', bound: 50, before: 1_479 },
  { id: 'effect', what: 'toggle a model: in effect, p99', unit: 'ms', bound: 100, before: 10_637 },
  { id: 'written', what: 'toggle a model: written to NATS', unit: 'KB', bound: 200, before: 196_492 },
  { id: 'control-plane-turn', what: 'meanwhile: longest turn, control plane', unit: 'ms', bound: 10, before: 237 },
  {
    id: 'control-plane-collection',
    what: 'meanwhile: longest collection, control plane',
    unit: 'ms',
    bound: null,
    before: 63.1,
  },
  { id: 'data-plane-turn', what: 'meanwhile: longest turn, data plane', unit: 'ms', bound: 10, before: 95.3 },
  {
    id: 'data-plane-collection',
    what: 'meanwhile: longest collection, data plane',
    unit: 'ms',
    bound: null,
    before: 100,
  },
  { id: 'latency-unchanged', what: 'consumers: p99 without changes', unit: 'ms', bound: null, before: 4.29 },
  { id: 'latency-changing', what: 'consumers: p99 while a model is toggled', unit: 'ms', bound: null, before: 115 },
  { id: 'start', what: 'start a data plane: ready', unit: 's', bound: 3, before: 4.89 },
  { id: 'memory', what: 'start a data plane: resident memory', unit: 'MB', bound: 300, before: 684 },
  { id: 'stored-start', what: 'the same from its folder, without NATS: ready', unit: 's', bound: 3, before: null },
  { id: 'stored-memory', what: 'the same: resident memory', unit: 'MB', bound: 300, before: null },
  { id: 'keys', what: 'add 99,000 keys as one revision: in effect', unit: 's', bound: 5, before: 5.13 },
  {
    id: 'keys-control-plane-turn',
    what: 'meanwhile: longest turn, control plane',
    unit: 'ms',
    bound: null,
    before: 224,
  },
  { id: 'keys-data-plane-turn', what: 'meanwhile: longest turn, data plane', unit: 'ms', bound: null, before: 17 },
  { id: 'takeover', what: 'publisher is stopped: next change in effect', unit: 's', bound: 10, before: null },
  { id: 'takeover-change', what: 'then: the change after it in effect', unit: 's', bound: 1, before: null },
  { id: 'recompile', what: 'recompile all: in effect', unit: 's', bound: null, before: null },
  {
    id: 'recompile-change',
    what: 'meanwhile: change in effect, since the lease',
    unit: 's',
    bound: null,
    before: null,
  },
  {
    id: 'recompile-control-plane-turn',
    what: 'meanwhile: longest turn, control plane',
    unit: 'ms',
    bound: 10,
    before: null,
  },
  { id: 'recompile-data-plane-turn', what: 'meanwhile: longest turn, data plane', unit: 'ms', bound: 10, before: null },
];
