import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { badInput, DomainError } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { SerialQueue } from '../../change/serial-queue';
import { type ReadingTask, type ReadText, readText, type Sought } from './read-text';

/**
 * What is longer is read in a thread of its own, and so is what may have aliases, of which a short text can make a large
 * document: either would keep everybody else waiting for seconds.
 */
const READ_AT_ONCE_LENGTH_MAX = 16 * 1024;
const READINGS_WAITING_MAX = 16;
const readTimeoutMs = 60_000;
const READER_MEMORY_MIB_MAX = 1_024;

/** For what a manifest is read: to make a plan for callers who may only read, or to change what it says. */
export type ReadingPurpose = 'PLAN' | 'CHANGE';

const TOO_MANY_READINGS = 'Too many manifests are being read at this moment.';

/** One at a time of each, so that those who only ask never keep those who change waiting. */
const readings: Readonly<Record<ReadingPurpose, SerialQueue>> = {
  PLAN: new SerialQueue(READINGS_WAITING_MAX, TOO_MANY_READINGS),
  CHANGE: new SerialQueue(READINGS_WAITING_MAX, TOO_MANY_READINGS),
};

/**
 * A manifest as it was written, in YAML 1.2 (core schema), of which JSON is a part. So `on` and `no` are texts, and of
 * two members of one name none wins: they are refused.
 */
export class ManifestText {
  private constructor(
    private readonly text: string,
    readonly value: unknown,
    private readonly purpose: ReadingPurpose,
  ) {}

  /** @throws DomainError BAD_USER_INPUT where it is no YAML; it quotes nothing of the text */
  static async read(text: string, purpose: ReadingPurpose): Promise<ManifestText> {
    const { faults, value } = await reading(text, [], purpose);
    if (faults.length === 0) return new ManifestText(text, value, purpose);
    throw badInput(
      faults.map(({ message, isTwice, line, column }) => {
        return { path: 'manifest', message, reason: isTwice ? 'DUPLICATE' : 'INVALID_FORMAT', line, column };
      }),
    );
  }

  /** Runs what judges the manifest, and adds to the problems where in the text they are. */
  async locating<T>(judge: () => T | Promise<T>): Promise<T> {
    try {
      return await judge();
    } catch (error) {
      const fields = error instanceof DomainError ? error.details.fields : null;
      if (!(error instanceof DomainError) || !fields) throw error;
      const located = await this.#located(fields);
      if (error.code === 'BAD_USER_INPUT') throw badInput(located);
      throw new DomainError(error.code, error.message, { ...error.details, fields: located });
    }
  }

  async #located(problems: readonly FieldProblem[]): Promise<FieldProblem[]> {
    const sought = problems.map(({ path, reason }) => ({ path, isName: reason === 'UNKNOWN_MEMBER' }));
    const { positions } = await reading(this.text, sought, this.purpose);
    return problems.map(({ path, message, reason }, index) => ({ path, message, reason, ...positions[index] }));
  }
}

async function reading(text: string, sought: readonly Sought[], purpose: ReadingPurpose): Promise<ReadText> {
  const mayHaveAliases = text.includes('*');
  if (text.length <= READ_AT_ONCE_LENGTH_MAX && !mayHaveAliases) return readText(text, sought);
  return readings[purpose].run(() => readInThread({ manifestText: text, sought }));
}

async function readInThread(task: ReadingTask): Promise<ReadText> {
  const worker = new Worker(join(__dirname, `read-text${extname(__filename)}`), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: READER_MEMORY_MIB_MAX },
    env: {},
    // Of sources that tests run from, the thread would warn that they have no module type.
    execArgv: ['--no-warnings'],
  });
  const result = Promise.withResolvers<ReadText>();
  const tooLarge = () => result.resolve(notReadable('is too large to be read within the memory and time for it'));
  const timer = setTimeout(tooLarge, readTimeoutMs);
  worker.once('message', (read: ReadText) => result.resolve(read));
  worker.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') tooLarge();
    else result.reject(error);
  });
  worker.once('messageerror', (error: Error) => result.reject(error));
  try {
    return await result.promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function notReadable(message: string): ReadText {
  return { faults: [{ message, isTwice: false, line: 1, column: 1 }], value: null, positions: [] };
}
