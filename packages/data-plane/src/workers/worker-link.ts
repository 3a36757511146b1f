import type { Answer, Question, QuestionKind, ToWorker } from './worker-message';

/** The primary's end of a worker. */
export interface WorkerLink {
  readonly index: number;
  readonly isRunning: boolean;
  /** Resolves when the message is on its way. Never rejects: a worker that has ended gets nothing. */
  send(message: ToWorker): Promise<void>;
  /** Asks one question of its kind at a time. @returns null if the worker ends before it answers */
  ask<Kind extends QuestionKind>(question: Question<Kind>): Promise<Answer<Kind> | null>;
  /** Ends it at once; another one takes its place. */
  kill(): void;
}
