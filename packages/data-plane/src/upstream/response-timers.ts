import { type Deadline, DEADLINES, type DeadlineOwner } from '@switchyard/runtime';

/** Who may not pause for longer. */
export type Pausing = 'VENDOR_IN_ERROR' | 'VENDOR' | 'CONSUMER';

export interface ResponseTimersOwner {
  /** A pause took too long. */
  onPauseOver(pausing: Pausing): void;
  /** The response took too long as a whole. */
  onDurationOver(): void;
  /** It was held back for long enough. */
  onHoldBackOver(): void;
}

/** The time limits of a response: that of its present pause, and others that run beside it until the call is over. */
export class ResponseTimers implements DeadlineOwner {
  readonly #owner: ResponseTimersOwner;
  readonly #pause: Deadline = DEADLINES.deadline(this);
  #pausing: Pausing = 'VENDOR';
  #pauseMs: number | null = null;
  #duration: Deadline | null = null;
  #holdBack: Deadline | null = null;
  /** Whether the call is over. It may be so within the write that shows that its consumer does not read. */
  #isOver = false;

  constructor(owner: ResponseTimersOwner) {
    this.#owner = owner;
  }

  /** Bounds the present pause, instead of what bounded it before. */
  boundPause(ms: number, pausing: Pausing): void {
    if (this.#isOver) return;
    this.#pausing = pausing;
    this.#pauseMs = ms;
    this.#pause.arm(ms);
  }

  /** Something came: the time for the pause begins anew. */
  progressed(): void {
    if (this.#pauseMs !== null) this.#pause.arm(this.#pauseMs);
  }

  boundDuration(ms: number): void {
    this.#duration = DEADLINES.deadline(this);
    this.#duration.arm(ms);
  }

  boundHoldBack(ms: number): void {
    this.#holdBack = DEADLINES.deadline(this);
    this.#holdBack.arm(ms);
  }

  /** For good. */
  stop(): void {
    this.#isOver = true;
    this.#pauseMs = null;
    this.#pause.stop();
    this.#duration?.stop();
    this.#holdBack?.stop();
  }

  onDeadline(deadline: Deadline): void {
    if (deadline === this.#pause) this.#owner.onPauseOver(this.#pausing);
    else if (deadline === this.#duration) this.#owner.onDurationOver();
    else this.#owner.onHoldBackOver();
  }
}
