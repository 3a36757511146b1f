import type { SuspensionCause } from '@switchyard/contract';
import {
  type Availability,
  availability,
  type FailureSuspension,
  suspendedTimes,
  type Suspension,
  suspensionGrade,
  type Target,
} from '@switchyard/routing';
import { type LastResortPlaces, LastResortRoom } from './last-resort-room';
import { Turns } from './turns';

/** Why a target was suspended. */
export interface SuspensionReason {
  /** REPORTED_BY_PEER if a peer reported it; otherwise a request of this data plane failed. */
  readonly cause: SuspensionCause;
  /** The status of the failed response; null if there was none. */
  readonly status: number | null;
  /** What exactly went wrong with the connection, for operators only; null if the cause says it all. */
  readonly detail: string | null;
}

/** A target's suspension with its reason and start. */
export interface HeldSuspension extends Suspension, SuspensionReason {
  readonly sinceMs: number;
  /** The same object for as long as the target is suspended without a break. */
  readonly room: LastResortRoom;
  /** The claim of the request that is probing the target; null if there is none. */
  readonly probe: Claim | null;
}

/** A request's claim of a target for one attempt. It ends with `succeeded`, `failed` or `release`. */
export type Claim =
  | { readonly kind: 'USUAL' }
  | { readonly kind: 'PROBE'; readonly room: LastResortRoom }
  | { readonly kind: 'LAST_RESORT'; readonly room: LastResortRoom; readonly consumerId: string };

/** Why a target was not claimed. */
export type Unclaimed = 'SOFT_SUSPENDED' | 'HARD_SUSPENDED' | 'NO_ROOM';

/** A failed attempt, as far as its target's health depends on it. */
export interface AttemptFailure {
  readonly suspension: FailureSuspension;
  /** As in `SuspensionReason`. */
  readonly status: number | null;
  readonly detail: string | null;
}

/** What identifies a target of a policy's side, resolved or not. */
export type KeyedTarget = Pick<Target, 'key'>;

/** The health of a target that was ever suspended. */
export interface KnownHealth<T extends KeyedTarget> extends SuspensionReason {
  readonly target: T;
  readonly availability: Availability;
  /** Null if it is not suspended. */
  readonly untilMs: number | null;
  /** The end of the hard part of its suspension; null if it is not hard. */
  readonly hardUntilMs: number | null;
  readonly sinceMs: number;
}

/** How many returned targets of a side are remembered; a side has up to 32, but they may change. */
const RETURNED_MAX = 64;

/** By target key. Immutable: each change of a policy's state makes a new map. */
export type Suspensions = ReadonlyMap<string, HeldSuspension>;

/** A suspension that a request of this data plane caused. */
export interface NotedSuspension extends SuspensionReason {
  readonly target: Target;
  readonly untilMs: number;
  /** Whether it begins, or its cause or detail differs from the present one; false if it is only prolonged. */
  readonly hasNewReason: boolean;
}

/** What a process has of its data plane, if others of it serve requests too. */
export interface PolicyStateShare {
  /** The ticket of its first turn, so that not all of them begin with the same target; 0 by default. */
  readonly firstTicket?: number;
  /** Its places for last resorts at each target. */
  readonly lastResorts?: LastResortPlaces;
}

/** A suspension by another process of this data plane, with its times on the clock of this one. */
export interface ToldSuspension extends SuspensionReason, Pick<Suspension, 'hardUntilMs' | 'untilMs'> {}

export interface PolicyStateListener {
  /** Called for each suspension that a request of this data plane caused, and each time that one is prolonged. */
  readonly onSuspended?: (suspension: NotedSuspension) => void;
  /** Called when a target is suspended, for any reason, and when one returns. */
  readonly onHealthChanged?: () => void;
}

/** The claim of a target that is not suspended. It is shared: in the usual case nothing is allocated or remembered. */
export const USUAL_CLAIM: Claim = { kind: 'USUAL' };

/**
 * The state of a policy's side between requests: whose turn it is, and which targets are suspended. It is local to this
 * process, and survives configuration changes that keep the policy. What is known of a target is forgotten when it leaves
 * the side: one that comes back begins anew. All times are monotonic.
 */
export class PolicyState {
  readonly #turns: Turns;
  #suspensions: Suspensions = new Map();
  /** The keys of the side's targets; null until they change for the first time, as all that are asked for belong to it. */
  #members: ReadonlySet<string> | null = null;
  /** False if the policy has a suspend duration of 0. A request may still have its terms from before. */
  #maySuspend = true;
  /** Why returned targets were last suspended, and since when they are back; the latest last. */
  readonly #returned = new Map<string, SuspensionReason & { readonly sinceMs: number }>();
  readonly #listener: PolicyStateListener;
  readonly #share: PolicyStateShare;

  constructor(listener: PolicyStateListener = {}, share: PolicyStateShare = {}) {
    this.#listener = listener;
    this.#share = share;
    this.#turns = new Turns(share.firstTicket);
  }

  /** An immutable snapshot: a request's trace describes the suspensions that it was planned with. */
  get suspensions(): Suspensions {
    return this.#suspensions;
  }

  /** The turn of a request. @param turnsOf as of `Turns.take` */
  takeTicket(turnsOf = ''): number {
    return this.#turns.take(turnsOf);
  }

  /**
   * The policy as it is now. Targets that left are forgotten, and without a suspend duration every suspension ends.
   *
   * @param members the keys of the targets that the side may send requests to
   */
  retain(members: ReadonlySet<string>, suspendDurationMs: number): void {
    this.#members = members;
    this.#maySuspend = suspendDurationMs > 0;
    for (const key of this.#returned.keys()) if (!members.has(key)) this.#returned.delete(key);
    this.endSuspensions((key) => !this.#maySuspend || !members.has(key));
  }

  /** Ends suspensions at once, because what they were for is no longer so. @param isOver given the target's key */
  endSuspensions(isOver: (key: string, suspension: HeldSuspension) => boolean): void {
    const kept = [...this.#suspensions].filter(([key, suspension]) => !isOver(key, suspension));
    if (kept.length === this.#suspensions.size) return;
    this.#suspensions = new Map(kept);
    this.#listener.onHealthChanged?.();
  }

  /** Whether a request may be sent to the target, possibly as a probe, without it being a last resort. */
  isAvailable(target: Target, nowMs: number): boolean {
    // A fast path: usually nothing is suspended, and this runs for each target of each request.
    return this.#suspensions.size === 0 || availability(this.#suspensions.get(target.key), nowMs) !== 'SUSPENDED';
  }

  /** Claims the target for an attempt that is dispatched now, unless it is suspended. */
  claim(target: Target, nowMs: number): Claim | Unclaimed {
    const suspension = this.#suspensions.get(target.key);
    if (suspension === undefined) return USUAL_CLAIM;
    if (availability(suspension, nowMs) === 'SUSPENDED') {
      return suspensionGrade(suspension, nowMs) === 'SOFT' ? 'SOFT_SUSPENDED' : 'HARD_SUSPENDED';
    }
    const probe: Claim = { kind: 'PROBE', room: suspension.room };
    this.#change(target, { ...suspension, probing: true, probe });
    return probe;
  }

  /** Claims the target although it may be softly suspended, for a request that has no available target left. */
  claimAsLastResort(target: Target, nowMs: number, consumerId: string): Claim | Unclaimed {
    const claimed = this.claim(target, nowMs);
    const room = this.#suspensions.get(target.key)?.room;
    if (claimed !== 'SOFT_SUSPENDED' || room === undefined) return claimed;
    return room.enter(consumerId) ? { kind: 'LAST_RESORT', room, consumerId } : 'NO_ROOM';
  }

  /**
   * The target answered well. That ends its suspension if the attempt began after it, and a time that the vendor named
   * is over. A suspension that another request caused in the meantime is kept.
   */
  succeeded(target: Target, claim: Claim, nowMs: number): void {
    if (claim.kind === 'USUAL') return;
    this.#leave(claim);
    const suspension = this.#suspensions.get(target.key);
    if (suspension?.room !== claim.room || (suspension.hardUntilMs ?? nowMs) > nowMs)
      return this.#endProbe(target, claim);
    this.#change(target, null);
    this.#remember(target, suspension, nowMs);
    this.#listener.onHealthChanged?.();
  }

  /**
   * Suspends the target, or prolongs its suspension.
   *
   * @param suspendDurationMs the policy's, above 0
   * @returns whether it did, or the target is suspended for the same reason already
   */
  failed(target: Target, claim: Claim, failure: AttemptFailure, nowMs: number, suspendDurationMs: number): boolean {
    this.release(target, claim);
    if (claim.kind === 'LAST_RESORT') claim.room.noteFailure(claim.consumerId);
    if (!this.#canBeSuspended(target)) return false;
    const reason: SuspensionReason = {
      cause: failure.suspension.cause,
      status: failure.status,
      detail: failure.detail,
    };
    const present = this.#suspensions.get(target.key);
    const times = suspendedTimes(present, failure.suspension, nowMs, suspendDurationMs);
    const isSuspended = present !== undefined && present.untilMs > nowMs;
    const hasNewReason = !isSuspended || !isSameReason(present, reason);
    if (isSuspended && isUnchanged(present, times)) return !hasNewReason;
    // A hard part that outlasts this failure keeps its reason.
    const isOutlasted =
      present !== undefined && (present.hardUntilMs ?? nowMs) > nowMs && present.hardUntilMs === times.hardUntilMs;
    this.#hold(target, nowMs, times, isOutlasted ? present : reason);
    this.#listener.onSuspended?.({ target, untilMs: times.untilMs, hasNewReason, ...reason });
    return true;
  }

  /** The attempt showed nothing about the target, because the consumer disconnected: the next request may probe it. */
  release(target: Target, claim: Claim): void {
    if (claim.kind === 'USUAL') return;
    this.#leave(claim);
    this.#endProbe(target, claim);
  }

  /**
   * Suspends a target softly because a peer reported it, unless this data plane knows better: a longer suspension is
   * kept, a pending probe decides, and the last available target stays in rotation, because the fault may be the peer's. A
   * suspension that is not over keeps its reason, which says more.
   *
   * @param targets the targets in rotation on the side
   */
  suspendReportedByPeer(targets: readonly KeyedTarget[], target: KeyedTarget, nowMs: number, durationMs: number): void {
    if (!this.#canBeSuspended(target)) return;
    const present = this.#suspensions.get(target.key);
    if (present !== undefined && (present.probing || present.untilMs >= nowMs + durationMs)) return;
    // A target whose suspension is over has yet to prove itself.
    const isOtherLeft = targets.some((other) => other.key !== target.key && !this.#suspensions.has(other.key));
    if (!isOtherLeft) return;
    const reported: FailureSuspension = { grade: 'SOFT', cause: 'REPORTED_BY_PEER', retryAfterMs: null };
    const times = suspendedTimes(present, reported, nowMs, durationMs);
    const isSuspended = present !== undefined && present.untilMs > nowMs;
    this.#hold(target, nowMs, times, isSuspended ? present : { cause: reported.cause, status: null, detail: null });
  }

  /** Suspends a target as another process of this data plane has: its failure there counts like one here. */
  suspendAsTold(target: KeyedTarget, told: ToldSuspension, nowMs: number): void {
    if (!this.#canBeSuspended(target) || told.untilMs <= nowMs) return;
    const present = this.#suspensions.get(target.key);
    const hardUntilMs = laterOf(present?.hardUntilMs ?? null, told.hardUntilMs);
    const times = { hardUntilMs, untilMs: Math.max(present?.untilMs ?? told.untilMs, told.untilMs) };
    if (present !== undefined && isUnchanged(present, times)) return;
    const isOutlasted = hardUntilMs !== null && hardUntilMs > nowMs && hardUntilMs === present?.hardUntilMs;
    this.#hold(target, nowMs, times, isOutlasted ? present : told);
  }

  /** When the first of these targets may be tried again, if all are suspended hard; null if none is suspended. */
  earliestReturnMs(targets: readonly Target[]): number | null {
    const ends = targets.flatMap(({ key }) => {
      const suspension = this.#suspensions.get(key);
      return suspension === undefined ? [] : (suspension.hardUntilMs ?? suspension.untilMs);
    });
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** The health of the targets that were ever suspended. A target being probed counts as PROBE. */
  *health<T extends KeyedTarget>(targets: readonly T[], nowMs: number): Generator<KnownHealth<T>> {
    for (const target of targets) {
      const suspension = this.#suspensions.get(target.key);
      const returned = this.#returned.get(target.key);
      if (suspension !== undefined) {
        const { cause, status, detail, sinceMs, untilMs } = suspension;
        const hardUntilMs = (suspension.hardUntilMs ?? nowMs) > nowMs ? suspension.hardUntilMs : null;
        yield untilMs > nowMs
          ? { target, availability: 'SUSPENDED', untilMs, hardUntilMs, cause, status, detail, sinceMs }
          : {
              target,
              availability: 'PROBE',
              untilMs: null,
              hardUntilMs: null,
              cause,
              status,
              detail,
              sinceMs: untilMs,
            };
      } else if (returned !== undefined) {
        yield { target, availability: 'AVAILABLE', untilMs: null, hardUntilMs: null, ...returned };
      }
    }
  }

  /** A request may outlive its target's place on the side. */
  #canBeSuspended({ key }: KeyedTarget): boolean {
    return this.#maySuspend && (this.#members === null || this.#members.has(key));
  }

  #leave(claim: Claim): void {
    if (claim.kind === 'LAST_RESORT') claim.room.leave(claim.consumerId);
  }

  #endProbe(target: KeyedTarget, claim: Claim): void {
    const suspension = this.#suspensions.get(target.key);
    if (suspension?.probe === claim) this.#change(target, { ...suspension, probing: false, probe: null });
  }

  /** A target that is already suspended keeps its start time, its probe and its room. */
  #hold(
    target: KeyedTarget,
    nowMs: number,
    times: Pick<Suspension, 'hardUntilMs' | 'untilMs'>,
    { cause, status, detail }: SuspensionReason,
  ): void {
    const present = this.#suspensions.get(target.key);
    const isSuspended = present !== undefined && present.untilMs > nowMs;
    const sinceMs = isSuspended ? present.sinceMs : nowMs;
    const { probe, probing, room } = present ?? {
      probe: null,
      probing: false,
      room: new LastResortRoom(this.#share.lastResorts),
    };
    this.#change(target, { ...times, cause, status, detail, sinceMs, probe, probing, room });
    this.#returned.delete(target.key);
    this.#listener.onHealthChanged?.();
  }

  #remember({ key }: KeyedTarget, { cause, status, detail }: SuspensionReason, sinceMs: number): void {
    this.#returned.set(key, { cause, status, detail, sinceMs });
    const [oldest] = this.#returned.keys();
    if (this.#returned.size > RETURNED_MAX && oldest !== undefined) this.#returned.delete(oldest);
  }

  /** Changes are rare and a side has at most 32 targets, so copying here is cheaper than copying per request. */
  #change({ key }: KeyedTarget, suspension: HeldSuspension | null): void {
    const changed = new Map(this.#suspensions);
    if (suspension === null) changed.delete(key);
    else changed.set(key, suspension);
    this.#suspensions = changed;
  }
}

function isSameReason(a: SuspensionReason, b: SuspensionReason): boolean {
  return a.cause === b.cause && a.detail === b.detail;
}

function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function isUnchanged(present: Suspension, times: Pick<Suspension, 'hardUntilMs' | 'untilMs'>): boolean {
  return present.untilMs === times.untilMs && present.hardUntilMs === times.hardUntilMs;
}
