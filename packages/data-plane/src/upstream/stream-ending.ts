import { type Deadline, DEADLINES, type DeadlineOwner } from '@switchyard/runtime';
import type { Passage, Progress } from '../stream/passage';

/** How long an upstream may take to end a stream whose answer is complete. */
export interface EndingTimes {
  /** From the terminal event. */
  readonly terminatedMs: number;
  /** From the last event with data after the answer has finished: usage and a terminal event may follow. */
  readonly finishedMs: number;
  /** The same if the request asks for more answers than have finished: they may follow, or the server sends fewer. */
  readonly awaitedMs: number;
}
export const ENDING_TIMES: EndingTimes = { terminatedMs: 5_000, finishedMs: 30_000, awaitedMs: 300_000 };

/** The call whose stream ends. */
export interface EndingOwner {
  readonly endingTimes: EndingTimes;
  /** Whether the request asks for more answers than have finished; costs a look at its body. */
  readonly awaitsMore: boolean;
  /** Called when the time is over. */
  endWell(): void;
}

/** Watches how a stream ends: some servers keep the connection open behind a complete answer. */
export class StreamEnding implements DeadlineOwner {
  readonly #owner: EndingOwner;
  #progress: Progress = 'OPEN';
  #eventCount = 0;
  readonly #deadline: Deadline = DEADLINES.deadline(this);
  /** Whether it already waits for answers beyond the time from the finish. */
  #isAwaiting = false;

  constructor(owner: EndingOwner) {
    this.#owner = owner;
  }

  /** Call for every piece of the response. */
  note({ progress, eventCount }: Passage): void {
    if (progress === this.#progress && eventCount === this.#eventCount) return;
    this.#progress = progress;
    this.#eventCount = eventCount;
    this.resume();
  }

  /** The consumer does not read, so usage and a terminal event may wait behind it. */
  pause(): void {
    if (this.#progress === 'FINISHED') this.stop();
  }

  /** Starts the time anew. */
  resume(): void {
    this.stop();
    if (this.#progress === 'OPEN') return;
    const { terminatedMs, finishedMs } = this.#owner.endingTimes;
    this.#deadline.arm(this.#progress === 'TERMINATED' ? terminatedMs : finishedMs);
  }

  onDeadline(): void {
    const { finishedMs, awaitedMs } = this.#owner.endingTimes;
    if (this.#progress === 'FINISHED' && !this.#isAwaiting && this.#owner.awaitsMore) {
      this.#isAwaiting = true;
      this.#deadline.arm(awaitedMs - finishedMs);
    } else this.#owner.endWell();
  }

  stop(): void {
    this.#isAwaiting = false;
    this.#deadline.stop();
  }
}
