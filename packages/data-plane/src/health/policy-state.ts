import type { SuspensionCause } from '@switchyard/contract';
import { type Availability, availability, suspendedUntil, type Suspension, type Target } from '@switchyard/routing';

/** Why a target was suspended. */
export interface SuspensionReason {
  /** REPORTED_BY_PEER if a peer reported it; otherwise a request of this data plane failed. */
  readonly cause: SuspensionCause;
  /** The status of the failed response; null if there was none. */
  readonly status: number | null;
}

/** A target's suspension with its reason and start. */
export interface HeldSuspension extends Suspension, SuspensionReason {
  readonly sinceMs: number;
}

/** What identifies a target of a policy's side, resolved or not. */
export type KeyedTarget = Pick<Target, 'key'>;

/** The health of a target that was ever suspended. */
export interface KnownHealth<T extends KeyedTarget> extends SuspensionReason {
  readonly target: T;
  readonly availability: Availability;
  /** Null if it is not suspended. */
  readonly untilMs: number | null;
  readonly sinceMs: number;
}

/** How many returned targets of a side are remembered; a side has up to 32, but they may change. */
const RETURNED_MAX = 64;

/** How many restricted sets of targets of a side have their own turns. */
const RESTRICTED_TURNS_MAX = 64;

/** By target key. Immutable: each change of a policy's state makes a new map. */
export type Suspensions = ReadonlyMap<string, HeldSuspension>;

/** Called for each suspension that a request of this data plane caused. */
export type OnSuspended = (target: Target, untilMs: number) => void;

export interface PolicyStateListener {
  readonly onSuspended?: OnSuspended;
  /** Called when a target is suspended, for any reason, and when one returns. */
  readonly onHealthChanged?: () => void;
}

/**
 * The state of a policy's side between requests: whose turn it is, and which targets are suspended. It is local to this
 * process, and survives configuration changes that keep the policy.
 */
export class PolicyState {
  #ticket = 0;
  /** The tickets of restricted sets of targets. */
  readonly #restrictedTickets = new Map<string, number>();
  #suspensions: Suspensions = new Map();
  /** Why returned targets were last suspended, and since when they are back; the latest last. */
  readonly #returned = new Map<string, SuspensionReason & { readonly sinceMs: number }>();
  readonly #listener: PolicyStateListener;

  constructor(listener: PolicyStateListener = {}) {
    this.#listener = listener;
  }

  /** An immutable snapshot: a request's trace describes the suspensions that it was planned with. */
  get suspensions(): Suspensions {
    return this.#suspensions;
  }

  /**
   * The turn of a request.
   *
   * @param turnsOf of a policy that is restricted to an operation. It takes its turns separately: if requests for two
   *   operations alternated on one counter, each of them would meet only every other turn.
   */
  takeTicket(turnsOf = ''): number {
    if (turnsOf !== '') return this.#takeRestrictedTicket(turnsOf);
    const ticket = this.#ticket;
    this.#ticket = ticketAfter(ticket);
    return ticket;
  }

  /** Whether a request may be sent to the target, possibly as a probe. */
  isAvailable(target: Target, nowMs: number): boolean {
    // A fast path: usually nothing is suspended, and this runs for each target of each request.
    return this.#suspensions.size === 0 || availability(this.#suspensions.get(target.key), nowMs) !== 'SUSPENDED';
  }

  /** Call when a request is dispatched; false if another request has claimed the probe in the meantime. */
  claim(target: Target, nowMs: number): boolean {
    const suspension = this.#suspensions.get(target.key);
    if (suspension === undefined) return true;
    if (availability(suspension, nowMs) !== 'PROBE') return false;
    this.#change(target, { ...suspension, probing: true });
    return true;
  }

  /** The target answered well. A suspension that another request caused in the meantime is kept. */
  succeeded(target: Target, nowMs: number): void {
    const suspension = this.#suspensions.get(target.key);
    if (suspension?.probing !== true) return;
    this.#change(target, null);
    this.#remember(target, suspension, nowMs);
    this.#listener.onHealthChanged?.();
  }

  suspend(
    target: Target,
    nowMs: number,
    suspendDurationMs: number,
    retryAfterMs: number | null,
    reason: SuspensionReason,
  ): void {
    const untilMs = suspendedUntil(nowMs, suspendDurationMs, retryAfterMs);
    const present = this.#suspensions.get(target.key);
    // Of concurrent failures the later end counts, so that a short wait never cuts a longer one.
    const isShorter = present !== undefined && !present.probing && present.untilMs > untilMs;
    if (isShorter) return;
    this.#hold(target, nowMs, untilMs, reason);
    this.#listener.onSuspended?.(target, untilMs);
  }

  /**
   * Suspends a target because a peer reported it, unless this data plane knows better: a longer suspension is kept, a
   * pending probe decides, and the last available target stays in rotation, because the fault may be the peer's.
   *
   * @param targets the targets in rotation on the side
   */
  suspendReportedByPeer(targets: readonly KeyedTarget[], target: KeyedTarget, nowMs: number, durationMs: number): void {
    const present = this.#suspensions.get(target.key);
    const untilMs = nowMs + durationMs;
    if (present !== undefined && (present.probing || present.untilMs >= untilMs)) return;
    // A target whose suspension is over has yet to prove itself.
    const isOtherLeft = targets.some((other) => other.key !== target.key && !this.#suspensions.has(other.key));
    if (isOtherLeft) this.#hold(target, nowMs, untilMs, { cause: 'REPORTED_BY_PEER', status: null });
  }

  /** The attempt showed nothing about the target, because the consumer disconnected: the next request may probe it. */
  release(target: Target): void {
    const suspension = this.#suspensions.get(target.key);
    if (suspension?.probing === true) this.#change(target, { ...suspension, probing: false });
  }

  /** When the first of these targets may be tried again, going by their suspensions; null if none is suspended. */
  earliestReturnMs(targets: readonly Target[]): number | null {
    const ends = targets.flatMap(({ key }) => this.#suspensions.get(key)?.untilMs ?? []);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** The health of the targets that were ever suspended. A target being probed counts as PROBE. */
  *health<T extends KeyedTarget>(targets: readonly T[], nowMs: number): Generator<KnownHealth<T>> {
    for (const target of targets) {
      const suspension = this.#suspensions.get(target.key);
      const returned = this.#returned.get(target.key);
      if (suspension !== undefined) {
        const { cause, status, sinceMs, untilMs } = suspension;
        yield untilMs > nowMs
          ? { target, availability: 'SUSPENDED', untilMs, cause, status, sinceMs }
          : { target, availability: 'PROBE', untilMs: null, cause, status, sinceMs: untilMs };
      } else if (returned !== undefined) {
        yield { target, availability: 'AVAILABLE', untilMs: null, ...returned };
      }
    }
  }

  #takeRestrictedTicket(turnsOf: string): number {
    const ticket = this.#restrictedTickets.get(turnsOf) ?? 0;
    // The set moves to the end, so that the one which is unused for longest is forgotten first.
    this.#restrictedTickets.delete(turnsOf);
    this.#restrictedTickets.set(turnsOf, ticketAfter(ticket));
    const [oldest] = this.#restrictedTickets.keys();
    if (this.#restrictedTickets.size > RESTRICTED_TURNS_MAX && oldest !== undefined) {
      this.#restrictedTickets.delete(oldest);
    }
    return ticket;
  }

  /** A target that is already suspended keeps its start time. */
  #hold(target: KeyedTarget, nowMs: number, untilMs: number, { cause, status }: SuspensionReason): void {
    const present = this.#suspensions.get(target.key);
    const isSuspended = present !== undefined && present.untilMs > nowMs;
    const sinceMs = isSuspended ? present.sinceMs : nowMs;
    this.#change(target, { untilMs, probing: false, cause, status, sinceMs });
    this.#returned.delete(target.key);
    this.#listener.onHealthChanged?.();
  }

  #remember({ key }: KeyedTarget, { cause, status }: SuspensionReason, sinceMs: number): void {
    this.#returned.set(key, { cause, status, sinceMs });
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

function ticketAfter(ticket: number): number {
  return ticket === Number.MAX_SAFE_INTEGER ? 0 : ticket + 1;
}
