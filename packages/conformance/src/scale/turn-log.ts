import type { LoopReport } from './loop-report';

/** A span of time on the clock of `performance.now()`. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** One turn of an event loop, from one wait for events to the next. */
export interface Turn extends Span {
  /** The part of the span in which the loop waited for events. */
  readonly idleMs: number;
  /** The CPU time that the thread used. */
  readonly cpuMs: number;
}

/** Shorter turns are only counted. */
const NOTED_TURN_MS_MIN = 0.5;
const NOTED_TURNS_MAX = 10_000;
const COLLECTIONS_MAX = 100_000;

/** The turns of an event loop and the garbage collections in it, since the last report. */
export class TurnLog {
  #count = 0;
  #turns: Turn[] = [];
  #collections: Span[] = [];

  add(turn: Turn): void {
    this.#count += 1;
    if (Math.max(turn.cpuMs, byClock(turn)) < NOTED_TURN_MS_MIN) return;
    this.#turns.push(turn);
    if (this.#turns.length > NOTED_TURNS_MAX) this.#turns = longestHalves(this.#turns);
  }

  addCollection(collection: Span): void {
    if (this.#collections.length < COLLECTIONS_MAX) this.#collections.push(collection);
  }

  /** Reports, and begins anew. */
  take(): LoopReport {
    const report = {
      turns: this.#count,
      longestTurnMs: longest(this.#turns.map((turn) => this.#ownMs(turn))),
      longestTurnByClockMs: longest(this.#turns.map(byClock)),
      longestCollectionMs: longest(this.#collections.map(({ startMs, endMs }) => endMs - startMs)),
    };
    this.#count = 0;
    this.#turns = [];
    this.#collections = [];
    return report;
  }

  /**
   * An upper bound of the time that the program's own code took. The CPU time includes that of collections, of which only
   * the length by the clock is known; the time by the clock includes waiting for a core.
   */
  #ownMs(turn: Turn): number {
    const collectedMs = this.#collections.reduce((sum, collection) => sum + overlapMs(turn, collection), 0);
    return Math.max(0, Math.min(turn.cpuMs, byClock(turn) - collectedMs));
  }
}

const byClock = ({ startMs, endMs, idleMs }: Turn) => endMs - startMs - idleMs;
const longest = (times: readonly number[]) => times.reduce((most, time) => Math.max(most, time), 0);

function overlapMs(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.endMs, other.endMs) - Math.max(one.startMs, other.startMs));
}

/** The turns that may be the longest by either measure. */
function longestHalves(turns: readonly Turn[]): Turn[] {
  const kept = NOTED_TURNS_MAX / 4;
  const byCpu = turns.toSorted((one, other) => other.cpuMs - one.cpuMs).slice(0, kept);
  const byTime = turns.toSorted((one, other) => byClock(other) - byClock(one)).slice(0, kept);
  return [...new Set([...byCpu, ...byTime])];
}
