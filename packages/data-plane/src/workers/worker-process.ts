import type { SendHandle } from 'node:child_process';
import cluster, { type Worker } from 'node:cluster';
import type { Logger } from 'pino';
import type { SocketHandle } from '../http/listening-socket';
import type { WorkerLink } from './worker-link';
import {
  ALIVE_INTERVAL_MS,
  type Answer,
  answeredQuestion,
  type FromWorker,
  type Question,
  type QuestionKind,
  type ToWorker,
} from './worker-message';

/** The environment variable by which a worker knows its primary. */
const PRIMARY_PID = 'SWITCHYARD_PRIMARY_PID';

/** How long the primary waits for a worker before it counts as hung, and is ended. */
export interface WorkerPatience {
  /**
   * For a message to leave, and for an answer, without any message meanwhile. A worker that shows that it is alive has
   * `ANSWER_WAITS_MAX` times as long: it may be taking in a large table on a slow machine.
   */
  readonly answerMsMax: number;
  readonly aliveIntervalMs: number;
  /** Intervals in a row without any message. They are counted, because this process may have stood still itself. */
  readonly silentIntervalsMax: number;
  /** The same before its first message: it loads its program, which takes long on a machine that has much else to do. */
  readonly startIntervalsMax: number;
}

const PATIENCE: WorkerPatience = {
  answerMsMax: 30_000,
  aliveIntervalMs: ALIVE_INTERVAL_MS,
  silentIntervalsMax: 30,
  startIntervalsMax: 120,
};

/** How many times `answerMsMax` a worker that is alive has for an answer. */
const ANSWER_WAITS_MAX = 10;

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Starts a worker process of this program. @throws the system's error if it cannot start a process */
export function forkWorker(
  index: number,
  onMessage: OnWorkerMessage,
  log: Logger,
  patience: WorkerPatience = PATIENCE,
): WorkerProcess {
  return new WorkerProcess(index, cluster.fork({ [PRIMARY_PID]: process.pid }), onMessage, log, patience);
}

/** Whether this process, which is a worker of a cluster, was started by `forkWorker`. */
export function isOwnWorker(environment: NodeJS.ProcessEnv): boolean {
  return environment[PRIMARY_PID] === String(process.ppid);
}

/** Called with what a worker tells that is no answer. */
export type OnWorkerMessage = (message: FromWorker) => void;

/** A worker process. */
export class WorkerProcess implements WorkerLink {
  readonly index: number;
  /** Resolves when it has ended, and everything that it told was received. */
  readonly ended: Promise<WorkerEnd>;
  readonly #worker: Worker;
  readonly #log: Logger;
  readonly #patience: WorkerPatience;
  readonly #waiting = new Map<QuestionKind, (answer: Answer | null) => void>();
  /** Called when a message is on its way, or never will be. */
  readonly #sending = new Set<() => void>();
  readonly #listening: NodeJS.Timeout;
  #silentIntervals = 0;
  #messagesReceived = 0;
  #isRunning = true;
  #isGivenUp = false;

  constructor(index: number, worker: Worker, onMessage: OnWorkerMessage, log: Logger, patience: WorkerPatience) {
    this.index = index;
    this.#worker = worker;
    this.#log = log;
    this.#patience = patience;
    this.#listening = setInterval(() => this.#noteSilence(), patience.aliveIntervalMs).unref();
    worker.on('message', (message: FromWorker) => {
      this.#silentIntervals = 0;
      this.#messagesReceived += 1;
      const question = answeredQuestion(message);
      if (question === null) return onMessage(message);
      const answer = this.#waiting.get(question);
      this.#waiting.delete(question);
      answer?.(message as Answer);
    });
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code: number | null, signal: string | null) => {
        this.#noteEnd();
        // What it told last may not have been read yet.
        if (worker.isConnected()) worker.once('disconnect', () => resolve({ code, signal }));
        else resolve({ code, signal });
      });
      // A message that is sent as the worker ends fails in an event. So does a start for which the system lacks something, and
      // then no exit follows.
      worker.on('error', (error: Error) => {
        if (this.pid !== undefined) return log.debug({ err: error, worker: index }, 'cannot send to a worker');
        log.error({ err: error, worker: index }, 'cannot start a worker');
        this.#noteEnd();
        resolve({ code: null, signal: null });
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
    if (this.isRunning) await this.#within(message, this.#transmit(message));
  }

  /** @param socket what the question is about */
  async ask<Kind extends QuestionKind>(question: Question<Kind>, socket?: SocketHandle): Promise<Answer<Kind> | null> {
    if (!this.isRunning) return null;
    const answer = new Promise<Answer | null>((resolve) => this.#waiting.set(question.kind, resolve));
    const given = await this.#within(
      question,
      this.#transmit(question, socket).then(() => answer),
    );
    // It answers this kind of question.
    return given as Answer<Kind> | null;
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  #transmit(message: ToWorker, socket?: SocketHandle): Promise<void> {
    return new Promise((resolve) => {
      const sent = () => {
        this.#sending.delete(sent);
        resolve();
      };
      this.#sending.add(sent);
      // Node passes such a handle on, although its types do not say so.
      this.#worker.send(message, socket as unknown as SendHandle | undefined, undefined, sent);
    });
  }

  /** Ends the worker if it takes too long: while it hangs, a pipe that is full takes no message, and nothing else would end the wait. */
  async #within<T>({ kind }: ToWorker, taken: Promise<T>): Promise<T> {
    let waits = 0;
    let received = this.#messagesReceived;
    const timer = setInterval(() => {
      // How long a start may take is counted in intervals.
      if (this.#isStarting) return;
      waits += 1;
      const isSilent = this.#messagesReceived === received;
      received = this.#messagesReceived;
      if (isSilent || waits === ANSWER_WAITS_MAX) this.#giveUp({ message: kind });
    }, this.#patience.answerMsMax);
    try {
      return await taken;
    } finally {
      clearInterval(timer);
    }
  }

  #noteSilence(): void {
    this.#silentIntervals += 1;
    const { startIntervalsMax, silentIntervalsMax } = this.#patience;
    if (this.#silentIntervals >= (this.#isStarting ? startIntervalsMax : silentIntervalsMax)) this.#giveUp({});
  }

  get #isStarting(): boolean {
    return this.#messagesReceived === 0;
  }

  /** Once, however much it leaves undone. */
  #giveUp(fields: { readonly message?: ToWorker['kind'] }): void {
    if (this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#log.error({ worker: this.index, workerPid: this.pid, ...fields }, 'a worker does not answer; killing it');
    this.kill();
  }

  #noteEnd(): void {
    this.#isRunning = false;
    clearInterval(this.#listening);
    for (const answer of this.#waiting.values()) answer(null);
    for (const sent of this.#sending) sent();
  }
}
