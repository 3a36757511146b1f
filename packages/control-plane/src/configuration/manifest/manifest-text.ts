import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { badInput, DomainError } from '../../kernel/errors/domain-error';
import type { FieldProblem } from '../../kernel/errors/error-extensions';
import { SerialQueue } from '../../change/serial-queue';
import { type ReadingTask, type ReadText, readText, type Sought } from './read-text.thread';

/**
 * A longer text, or one that may have aliases, is read in a worker thread: with aliases a short text can make a large
 * document, and either would block the event loop for seconds.
 */
const READ_AT_ONCE_LENGTH_MAX = 16 * 1024;
const READINGS_WAITING_MAX = 16;
const readTimeoutMs = 60_000;
const READER_MEMORY_MIB_MAX = 1_024;

/** Whether a manifest is read for a plan, which callers with the role VIEWER may make, or for a change. */
export type ReadingPurpose = 'PLAN' | 'CHANGE';

const TOO_MANY_READINGS = 'Too many manifests are being read.';

/** One queue for each purpose, so that changes never wait for plans. */
const readings: Readonly<Record<ReadingPurpose, SerialQueue>> = {
  PLAN: new SerialQueue(READINGS_WAITING_MAX, TOO_MANY_READINGS),
  CHANGE: new SerialQueue(READINGS_WAITING_MAX, TOO_MANY_READINGS),
};

/**
 * The text of a manifest, in YAML 1.2 with the core schema, of which JSON is a subset. So `on` and `no` are strings.
 * Duplicate members are refused.
 */
export class ManifestText {
  private constructor(
    private readonly text: string,
    readonly value: unknown,
    private readonly purpose: ReadingPurpose,
  ) {}

  /** @throws DomainError BAD_USER_INPUT if it is not YAML; the error quotes none of the text */
  static async read(text: string, purpose: ReadingPurpose): Promise<ManifestText> {
    const { faults, value } = await reading(text, [], purpose);
    if (faults.length === 0) return new ManifestText(text, value, purpose);
    throw badInput(
      faults.map(({ message, isDuplicate, line, column }) => {
        return { path: 'manifest', message, reason: isDuplicate ? 'DUPLICATE' : 'INVALID_FORMAT', line, column };
      }),
    );
  }

  /** Runs checks of the manifest, and adds lines and columns to the problems that they find. */
  async locating<T>(check: () => T | Promise<T>): Promise<T> {
    try {
      return await check();
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
  const worker = new Worker(join(__dirname, `read-text.thread${extname(__filename)}`), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: READER_MEMORY_MIB_MAX },
    env: {},
    // When run from the sources, as in tests, the thread would warn about their module type.
    execArgv: ['--no-warnings'],
  });
  const result = Promise.withResolvers<ReadText>();
  const tooLarge = () => result.resolve(notReadable('is too large to read within the memory and time limits'));
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
  return { faults: [{ message, isDuplicate: false, line: 1, column: 1 }], value: null, positions: [] };
}
