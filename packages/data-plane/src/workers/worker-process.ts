import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import type { WorkerLink } from './worker-link';
import {
  type Answer,
  answeredQuestion,
  type FromWorker,
  type Question,
  type QuestionKind,
  type ToWorker,
} from './worker-message';

/** How long a worker may take for an answer; then it counts as hung, and is ended. A large table takes longest. */
const ANSWER_MS_MAX = 30_000;

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Starts the worker processes of this program, which share its ports. */
export function forkWorker(index: number, onMessage: OnWorkerMessage, log: Logger): WorkerProcess {
  // A connection is accepted by the worker that serves it, and waits in the queue of the primary's socket until then. Under
  // the default policy, those that are being handed over when a worker dies would hang for good.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  return new WorkerProcess(index, cluster.fork(), onMessage, log);
}

/** Called with what a worker tells that is no answer. */
export type OnWorkerMessage = (message: FromWorker) => void;

/** A worker process. */
export class WorkerProcess implements WorkerLink {
  readonly index: number;
  /** Resolves when it has ended. */
  readonly ended: Promise<WorkerEnd>;
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #waiting = new Map<QuestionKind, (answer: Answer | null) => void>();
  /** Called when a message is on its way, or never will be. */
  readonly #sending = new Set<() => void>();
  #isRunning = true;

  constructor(index: number, worker: Worker, onMessage: OnWorkerMessage, log: Logger) {
    this.index = index;
    this.#worker = worker;
    this.#log = log;
    worker.on('message', (message: FromWorker) => {
      const question = answeredQuestion(message);
      if (question === null) return onMessage(message);
      const answer = this.#waiting.get(question);
      this.#waiting.delete(question);
      answer?.(message as Answer);
    });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: string | null) => {
        this.#isRunning = false;
        for (const answer of this.#waiting.values()) answer(null);
        for (const sent of this.#sending) sent();
        resolve({ code, signal });
      };
      worker.once('exit', end);
      // A message that is sent as the worker ends fails in an event. So does a start for which the system lacks something, and
      // then no exit follows.
      worker.on('error', (error: Error) => {
        if (this.pid === undefined) log.error({ err: error, worker: index }, 'cannot start a worker');
        else log.debug({ err: error, worker: index }, 'failed to tell a worker');
        if (this.pid === undefined) end(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  get isRunning(): boolean {
    return this.#isRunning && this.#worker.isConnected();
  }

  async send(message: ToWorker): Promise<void> {
    if (!this.isRunning) return;
    await new Promise<void>((resolve) => {
      const sent = () => {
        this.#sending.delete(sent);
        resolve();
      };
      this.#sending.add(sent);
      this.#worker.send(message, undefined, undefined, sent);
    });
  }

  async ask<Kind extends QuestionKind>(question: Question<Kind>): Promise<Answer<Kind> | null> {
    if (!this.isRunning) return null;
    const answer = new Promise<Answer | null>((resolve) => this.#waiting.set(question.kind, resolve));
    const timer = setTimeout(() => this.#giveUp(question), ANSWER_MS_MAX);
    await this.send(question);
    const given = await answer;
    clearTimeout(timer);
    // It answers this kind of question.
    return given as Answer<Kind> | null;
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #giveUp({ kind }: Question): void {
    this.#log.error({ worker: this.index, pid: this.pid, question: kind }, 'a worker does not answer; ending it');
    this.kill();
  }
}
