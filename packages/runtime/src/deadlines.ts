/** How late a deadline may be over, besides what the event loop is late. It is never early. */
export const DEADLINE_TICK_MS = 10;
/** Ticks in one turn of the wheel. A deadline that is further away stays in its slot for several turns. */
const SLOTS = 1_024;
const NOT_RUNNING = -1;

/** A time after which its owner is told, unless it is stopped or armed anew before. */
export interface Deadline {
  /** Starts the time anew, whether or not it runs. */
  arm(ms: number): void;
  stop(): void;
}

export interface DeadlineOwner {
  /** The time is over. @param deadline which one, for an owner of several */
  onDeadline(deadline: Deadline): void;
}

/**
 * The deadlines of many requests, which are nearly all stopped before they are over. A request has several, so each must cost
 * less than one of Node's timers: arming and stopping it moves an object from one list to another, and one timer wakes up for
 * all. It does not keep the process alive.
 *
 * A process that was busy or suspended finds deadlines over before it has read what came meanwhile. So the event loop reads
 * that first, and its reader may then stop the deadline or arm it anew.
 */
export class DeadlineWheel {
  readonly #nowMs: () => number;
  /** The first of the running deadlines of each slot. */
  readonly #slots: (WheelDeadline | null)[] = Array.from({ length: SLOTS }, () => null);
  /** Deadlines of this tick and of earlier ones are over. */
  #pastTick = 0;
  #timer: NodeJS.Timeout | null = null;
  #wakeTick = Infinity;

  /** @param nowMs monotonic */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** A deadline that does not run yet. */
  deadline(owner: DeadlineOwner): Deadline {
    return new WheelDeadline(this, owner);
  }

  /** For its deadlines. */
  start(deadline: WheelDeadline, ms: number): void {
    const tick = Math.max(Math.ceil((this.#nowMs() + ms) / DEADLINE_TICK_MS), this.#pastTick + 1);
    if (tick === deadline.tick) return;
    if (deadline.tick !== NOT_RUNNING) this.remove(deadline);
    const slot = tick % SLOTS;
    const next = this.#slots[slot] ?? null;
    deadline.tick = tick;
    deadline.next = next;
    if (next !== null) next.previous = deadline;
    this.#slots[slot] = deadline;
    if (tick < this.#wakeTick) this.#wakeAt(tick);
  }

  /** For its deadlines that run. */
  remove(deadline: WheelDeadline): void {
    const { previous, next } = deadline;
    if (previous === null) this.#slots[deadline.tick % SLOTS] = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    deadline.previous = null;
    deadline.next = null;
    deadline.tick = NOT_RUNNING;
  }

  #wakeAt(tick: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wakeTick = tick;
    const waitMs = Math.max(tick * DEADLINE_TICK_MS - this.#nowMs(), 0);
    this.#timer = setTimeout(() => this.#wake(), waitMs).unref();
  }

  #wake(): void {
    const nowTick = Math.floor(this.#nowMs() / DEADLINE_TICK_MS);
    const firstTick = Math.max(this.#pastTick + 1, nowTick - SLOTS + 1);
    this.#pastTick = nowTick;
    for (let tick = firstTick; tick <= nowTick; tick += 1) this.#endDue(tick % SLOTS);
    this.#timer = null;
    this.#wakeTick = Infinity;
    const nextTick = this.#nextTick();
    if (nextTick !== null) this.#wakeAt(nextTick);
  }

  #endDue(slot: number): void {
    let deadline = this.#slots[slot] ?? null;
    while (deadline !== null) {
      const { next } = deadline;
      if (deadline.tick <= this.#pastTick) {
        this.remove(deadline);
        deadline.endAfterReading();
      }
      deadline = next;
    }
  }

  /** When a deadline may be over next; null if none runs. */
  #nextTick(): number | null {
    for (let tick = this.#pastTick + 1; tick <= this.#pastTick + SLOTS; tick += 1) {
      if (this.#slots[tick % SLOTS] !== null) return tick;
    }
    return null;
  }
}

/** A place in the list of its slot while it runs. */
class WheelDeadline implements Deadline {
  tick = NOT_RUNNING;
  previous: WheelDeadline | null = null;
  next: WheelDeadline | null = null;
  readonly #wheel: DeadlineWheel;
  readonly #owner: DeadlineOwner;
  #lastReading: NodeJS.Immediate | null = null;

  constructor(wheel: DeadlineWheel, owner: DeadlineOwner) {
    this.#wheel = wheel;
    this.#owner = owner;
  }

  arm(ms: number): void {
    if (this.#lastReading !== null) this.#cancelLastReading();
    this.#wheel.start(this, ms);
  }

  stop(): void {
    if (this.#lastReading !== null) this.#cancelLastReading();
    if (this.tick !== NOT_RUNNING) this.#wheel.remove(this);
  }

  /** For the wheel. */
  endAfterReading(): void {
    this.#lastReading = setImmediate(() => {
      this.#lastReading = null;
      this.#owner.onDeadline(this);
    });
  }

  #cancelLastReading(): void {
    clearImmediate(this.#lastReading ?? undefined);
    this.#lastReading = null;
  }
}

/** The deadlines of this process. */
export const DEADLINES = new DeadlineWheel();
