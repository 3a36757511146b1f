import {
  addTraffic,
  type AiApiTraffic,
  ASKED_AI_APIS_MAX,
  BUSIEST_AI_APIS,
  busiest,
  type MacKey,
  type MessageBus,
  noTraffic,
  signedTrafficInterest,
  signedTrafficReport,
  TRAFFIC_INTEREST_SUBJECT,
  TRAFFIC_SUBJECT,
} from '@switchyard/contract';
import { randomUUID } from 'node:crypto';
import { badInput } from '../../kernel/errors/domain-error';
import { isUuid } from '../../kernel/text/uuid';
import { interruptible } from './interruptible';
import { Wake } from './wake';

/** How often a subscriber is told. */
const TICK_MS = 1_000;
/** How often data planes are asked: one that has just connected is late by no more than that. */
const ASK_INTERVAL_MS = 5_000;
/** Two questions may be lost. */
const EXPIRES_IN_MS = 3 * ASK_INTERVAL_MS;

/** What happened between two times. */
export interface TrafficOfTick {
  readonly from: Date;
  readonly to: Date;
  readonly aiApis: readonly AiApiTraffic[];
}

export interface TrafficFeedParts {
  /** Null where there is none: then nothing is ever told. */
  readonly bus: MessageBus | null;
  readonly usageKey: MacKey;
  readonly now: () => Date;
  /** For tests. */
  readonly tickMs?: number;
}

interface Follower {
  /** Null for the busiest. */
  readonly aiApiIds: ReadonlySet<string> | null;
  readonly traffic: Map<string, AiApiTraffic>;
}

/**
 * What happens at AI APIs, second by second, from all data planes. They send it only while somebody follows. For a slow client
 * it is added up, so nothing is lost and nothing queues.
 */
export class TrafficFeed {
  readonly #parts: TrafficFeedParts;
  readonly #controlPlaneId = randomUUID();
  readonly #followers = new Set<Follower>();
  #end: (() => void) | null = null;

  constructor(parts: TrafficFeedParts) {
    this.#parts = parts;
  }

  /** The number of current followers. */
  get followerCount(): number {
    return this.#followers.size;
  }

  /**
   * Each second with traffic, and the first one without.
   *
   * @param aiApiIds null for the busiest
   * @throws DomainError BAD_USER_INPUT, at the start, for no ids or too many
   */
  follow(aiApiIds: readonly string[] | null): AsyncGenerator<TrafficOfTick, void, void> {
    return interruptible((signal) => this.#ticks(aiApiIds, signal));
  }

  async *#ticks(aiApiIds: readonly string[] | null, signal: AbortSignal): AsyncGenerator<TrafficOfTick, void, void> {
    const follower: Follower = { aiApiIds: aiApiIds && idsIn(aiApiIds), traffic: new Map() };
    const wake = new Wake(signal);
    this.#followers.add(follower);
    if (this.#followers.size === 1) this.#begin();
    this.#ask();
    let from = this.#parts.now();
    let isQuiet = false;
    try {
      for (;;) {
        await wake.wait(this.#parts.tickMs ?? TICK_MS);
        if (signal.aborted) return;
        const to = this.#parts.now();
        const aiApis = busiest(follower.traffic.values());
        follower.traffic.clear();
        if (aiApis.length > 0 || !isQuiet) yield { from, to, aiApis };
        isQuiet = aiApis.length === 0;
        from = to;
      }
    } finally {
      this.#followers.delete(follower);
      if (this.#followers.size === 0) this.#end?.();
    }
  }

  #begin(): void {
    const stop = this.#parts.bus?.subscribe(TRAFFIC_SUBJECT, (bytes) => this.#hear(bytes));
    const timer = setInterval(() => this.#ask(), ASK_INTERVAL_MS).unref();
    this.#end = () => {
      stop?.();
      clearInterval(timer);
      this.#end = null;
    };
  }

  #ask(): void {
    const { bus, usageKey } = this.#parts;
    const followers = [...this.#followers];
    const asked = new Set(followers.flatMap(({ aiApiIds }) => [...(aiApiIds ?? [])]));
    const interest = {
      controlPlaneId: this.#controlPlaneId,
      // Beyond that, subscribers get those of theirs that are busy.
      aiApiIds: [...asked].slice(0, ASKED_AI_APIS_MAX),
      busiest: asked.size > ASKED_AI_APIS_MAX || followers.some(({ aiApiIds }) => aiApiIds === null),
      expiresInMs: EXPIRES_IN_MS,
    };
    bus?.publish(TRAFFIC_INTEREST_SUBJECT, signedTrafficInterest.encode(usageKey, interest));
  }

  #hear(bytes: Uint8Array): void {
    const report = signedTrafficReport.decode(this.#parts.usageKey, bytes);
    if (report === null) return;
    for (const { aiApiIds, traffic } of this.#followers) {
      for (const each of report.aiApis) {
        if (aiApiIds !== null && !aiApiIds.has(each.aiApiId)) continue;
        const sum = traffic.get(each.aiApiId) ?? noTraffic(each.aiApiId);
        addTraffic(sum, each);
        traffic.set(each.aiApiId, sum);
      }
    }
  }
}

function idsIn(given: readonly string[]): Set<string> {
  if (given.length === 0 || given.length > BUSIEST_AI_APIS) {
    const message = `must have 1 to ${BUSIEST_AI_APIS} ids, or be omitted for the busiest`;
    throw badInput([{ path: 'aiApiIds', message, reason: 'OUT_OF_RANGE' }]);
  }
  // What is no id is nothing's id.
  return new Set(given.filter(isUuid).map((id) => id.toLowerCase()));
}
