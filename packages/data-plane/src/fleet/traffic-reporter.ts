import {
  addTraffic,
  type AiApiTraffic,
  busiest,
  faultOf,
  type MacKey,
  MEMBER_OF_FAULT,
  type MessageBus,
  noTraffic,
  signedTrafficInterest,
  signedTrafficReport,
  TOKEN_KINDS,
  TRAFFIC_INTEREST_SUBJECT,
  TRAFFIC_SUBJECT,
  type TrafficInterest,
  type UsageAttemptRow,
  type UsageRequestRow,
} from '@switchyard/contract';
import type { Clock } from '@switchyard/runtime';

/** How many control planes are listened to at once; there are rarely more than a few. */
const CONTROL_PLANES_MAX = 32;

export interface TrafficReporterOptions {
  readonly bus: MessageBus;
  readonly usageKey: MacKey;
  readonly dataPlaneId: string;
  readonly clock: Clock;
}

/** What has accrued since it was last taken: rows of usage, of which several may be of one AI API. */
export interface AccruedUsage {
  readonly requests: readonly UsageRequestRow[];
  readonly attempts: readonly UsageAttemptRow[];
}

interface Listener extends Pick<TrafficInterest, 'aiApiIds' | 'busiest'> {
  readonly untilMs: number;
}

/** Sends what happens at AI APIs each second, while a control plane asks for it. Best effort: what is lost is not sent again. */
export class TrafficReporter {
  readonly #options: TrafficReporterOptions;
  readonly #stop: () => void;
  readonly #listeners = new Map<string, Listener>();

  constructor(options: TrafficReporterOptions) {
    this.#options = options;
    this.#stop = options.bus.subscribe(TRAFFIC_INTEREST_SUBJECT, (bytes) => this.#hear(bytes));
  }

  /** Called with what has accrued, each second. */
  accrued({ requests, attempts }: AccruedUsage): void {
    const listeners = this.#present();
    if (listeners.length === 0) return;
    const traffic = trafficOf(requests, attempts);
    const asked = new Set(listeners.flatMap(({ aiApiIds }) => aiApiIds));
    const sent = new Set([...traffic.values()].filter(({ aiApiId }) => asked.has(aiApiId)));
    if (listeners.some((listener) => listener.busiest)) for (const each of busiest(traffic.values())) sent.add(each);
    if (sent.size === 0) return;
    const { bus, usageKey, dataPlaneId } = this.#options;
    bus.publish(TRAFFIC_SUBJECT, signedTrafficReport.encode(usageKey, { dataPlaneId, aiApis: [...sent] }));
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #hear(bytes: Uint8Array): void {
    const interest = signedTrafficInterest.decode(this.#options.usageKey, bytes);
    if (interest === null) return;
    const { controlPlaneId, aiApiIds, expiresInMs } = interest;
    this.#present();
    if (this.#listeners.size >= CONTROL_PLANES_MAX && !this.#listeners.has(controlPlaneId)) return;
    const untilMs = this.#options.clock.monotonicMs() + expiresInMs;
    this.#listeners.set(controlPlaneId, { aiApiIds, busiest: interest.busiest, untilMs });
  }

  /** Those whose interest has not expired; forgets the others. */
  #present(): Listener[] {
    if (this.#listeners.size === 0) return [];
    const nowMs = this.#options.clock.monotonicMs();
    for (const [id, { untilMs }] of this.#listeners) if (untilMs <= nowMs) this.#listeners.delete(id);
    return [...this.#listeners.values()];
  }
}

/** By AI API. Requests that reached none, and the sums named `other`, are not part of it. */
function trafficOf(
  requests: readonly UsageRequestRow[],
  attempts: readonly UsageAttemptRow[],
): Map<string, AiApiTraffic> {
  const byAiApi = new Map<string, AiApiTraffic>();
  const add = (aiApiId: string, more: Partial<AiApiTraffic>) => {
    const traffic = byAiApi.get(aiApiId) ?? noTraffic(aiApiId);
    byAiApi.set(aiApiId, traffic);
    addTraffic(traffic, { ...noTraffic(aiApiId), ...more });
  };
  for (const { aiApiId, outcome, requests: count, failovers } of requests) {
    if (aiApiId === null) continue;
    const member = outcome === null ? null : MEMBER_OF_FAULT[faultOf(outcome)];
    add(aiApiId, { requests: count, failovers, ...(member === null ? {} : { [member]: count }) });
  }
  for (const { aiApiId, attempts: count, counted, estimated } of attempts) {
    if (aiApiId === null) continue;
    const tokens = TOKEN_KINDS.reduce((sum, kind) => sum + counted[kind] + estimated[kind], 0);
    add(aiApiId, { attempts: count, tokens });
  }
  return byAiApi;
}
