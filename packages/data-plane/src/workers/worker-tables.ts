import { copyOfRaw, type Coverage, type EndpointFault, forEachInSlices } from '@switchyard/contract';
import { Slots } from '@switchyard/runtime';
import type { Logger } from 'pino';
import {
  type ContentReader,
  type EntryDifference,
  type PreparedRevision,
  type RevisionTarget,
  TargetClosed,
} from '../table/revision-target';
import { Refusal } from '../table/revision-refusal';
import { EarlyEntries, type EarlyReceived } from './early-entries';
import { loadAt } from './load-at';
import { NOTHING_RECEIVED, prepareAt, type RevisionContent, type TableFile } from './prepare-at';
import { UnkeptRevisions } from './unkept-revisions';
import type { WorkerLink } from './worker-link';
import type { Answer } from './worker-message';

export interface WorkerTablesOptions {
  /** Null if nothing is kept. */
  readonly file: TableFile | null;
  readonly log: Logger;
}

/**
 * The tables of all workers. The entries are verified already: workers get their texts and compile them. A revision becomes
 * current when all of them have prepared it, and is refused if one of them refuses it. While no worker lives, it waits: the end
 * of a worker says nothing about the revision.
 */
export class WorkerTables<Worker extends WorkerLink = WorkerLink> implements RevisionTarget<string> {
  readonly reader: ContentReader<string> = { read: (key, raw) => this.#read(key, raw), forget: () => {} };
  readonly #options: WorkerTablesOptions;
  readonly #unkept: UnkeptRevisions;
  /** Those that serve what is current. */
  readonly #workers = new Set<Worker>();
  /** A revision is applied, or a worker brought up to date, one after the other. */
  readonly #turn = new Slots(1);
  #hasWorker = newSignal();
  /** What arrives of a first table; null once that is prepared, or read from the file. */
  #early: EarlyEntries | null = new EarlyEntries();
  /** The workers that read the file before it is verified. */
  readonly #reading = new Map<WorkerLink, Promise<Answer<'LOAD_FILE'> | null>>();
  #isClosed = false;
  #position: Coverage | null = null;
  #endpointFaults: readonly EndpointFault[] = [];
  #storageProblem: string | null = null;

  constructor(options: WorkerTablesOptions) {
    this.#options = options;
    this.#unkept = new UnkeptRevisions(options.file?.durable ?? (() => null));
  }

  get position(): Coverage | null {
    return this.#position;
  }

  get endpointFaults(): readonly EndpointFault[] {
    return this.#endpointFaults;
  }

  /** Why no worker can start any more; null if one can. */
  get storageProblem(): string | null {
    return this.#storageProblem;
  }

  /** The workers that serve what is current. */
  get workers(): ReadonlySet<Worker> {
    return this.#workers;
  }

  /** Resolves when a worker serves what is current. @throws TargetClosed once it is closed */
  async untilWorker(): Promise<Worker> {
    for (;;) {
      if (this.#isClosed) throw new TargetClosed();
      for (const worker of this.#workers) return worker;
      await this.#hasWorker.promise;
    }
  }

  /** To be called when the file has more than before. */
  noteKept(): void {
    this.#unkept.forgetKept();
  }

  /** The workers read the file while it is verified here. */
  async expectStored(): Promise<void> {
    const { file } = this.#options;
    const early = await this.#endEarly();
    await early?.worker.send({ kind: 'DISCARD' });
    if (file === null) return;
    for (const worker of this.#workers) this.#reading.set(worker, worker.ask({ kind: 'LOAD_FILE', path: file.path }));
  }

  async prepare(
    revision: Coverage,
    differences: Iterable<EntryDifference<string>>,
    isStored: boolean,
  ): Promise<PreparedRevision> {
    const early = await this.#endEarly();
    if (!isStored) await this.#discardFile();
    const entries = new Map<string, string | null>();
    await forEachInSlices(differences, ({ key, content }) => entries.set(key, content));
    const content: RevisionContent = { revision, entries, early, file: isStored ? this.#options.file : null };
    for (;;) {
      await this.untilWorker();
      const leave = await this.#turn.enter();
      const changeCount = await this.#prepare(content).catch((error: unknown) => {
        leave();
        throw error;
      });
      if (changeCount !== null) return { changeCount, apply: () => this.#apply(content).finally(leave) };
      leave();
    }
  }

  /**
   * Brings a worker up to date, which serves what is current from then on.
   *
   * @returns whether that was possible; otherwise it has ended, or will
   */
  async join(worker: Worker): Promise<boolean> {
    const unpin = this.#unkept.pin();
    let hasRead = false;
    try {
      for (;;) {
        const file = hasRead ? null : this.#neededFile;
        if (file !== null) {
          if (!(await this.#loadFile(worker, file))) return endOf(worker);
          hasRead = true;
        }
        const leave = await this.#turn.enter();
        try {
          // The table of the file may have been applied while this one waited.
          if (hasRead || this.#neededFile === null) return await this.#catchUp(worker);
        } finally {
          leave();
        }
      }
    } finally {
      unpin();
    }
  }

  /** Ends every wait for a worker. */
  close(): void {
    this.#isClosed = true;
    this.#hasWorker.reject(new TargetClosed());
  }

  /** Forgets a worker that has ended. */
  leave(worker: Worker): void {
    this.#workers.delete(worker);
  }

  /** What a worker must read before it can be brought up to date; null if it needs no file. */
  get #neededFile(): TableFile | null {
    return this.#position === null || this.#unkept.isWhole ? null : this.#options.file;
  }

  /** @returns whether the worker has read what leads to the served revision */
  async #loadFile(worker: Worker, file: TableFile): Promise<boolean> {
    const { log } = this.#options;
    const fields = { worker: worker.index, path: file.path };
    const loading = await loadAt(worker, {
      file,
      isUsable: (position) => this.#unkept.follows(position),
      onUnreadable: (reason) =>
        log.warn({ ...fields, reason }, 'a worker cannot read the routing table in the data folder; sending it'),
    });
    if (loading.kind === 'ENDED') return false;
    if (loading.kind === 'LOADED') return true;
    const { reason } = loading;
    log.error({ ...fields, reason }, 'the routing table for a worker cannot be read; killing the worker');
    this.#storageProblem = `no worker can start: ${file.path} cannot be read (${reason}). Fix that, and restart this data plane.`;
    return false;
  }

  #read(key: string, raw: string): string {
    // Without a file it is kept for workers that start later, so it must keep nothing else alive.
    const content = this.#options.file === null ? copyOfRaw(raw) : raw;
    this.#early?.note(key, content);
    return content;
  }

  /** What a worker has got early, once: later it would not have that any more. */
  async #endEarly(): Promise<EarlyReceived | null> {
    const early = this.#early;
    this.#early = null;
    return (await early?.end()) ?? null;
  }

  /** Has workers forget what they have read of a file that could not be used. */
  async #discardFile(): Promise<void> {
    const reading = [...this.#reading];
    this.#reading.clear();
    for (const [worker, loaded] of reading) {
      await loaded;
      await worker.send({ kind: 'DISCARD' });
    }
  }

  async #catchUp(worker: Worker): Promise<boolean> {
    const revision = this.#position;
    if (revision !== null) {
      const prepared = await prepareAt(worker, { revision, entries: this.#unkept.changes(), ...NOTHING_RECEIVED });
      if (prepared?.kind !== 'PREPARED') {
        if (prepared !== null) this.#options.log.error(prepared, 'a worker cannot serve the current revision');
        return endOf(worker);
      }
      await this.#applyAt(worker);
    }
    if (!worker.isRunning) return endOf(worker);
    this.#storageProblem = null;
    this.#workers.add(worker);
    this.#early?.begin(worker);
    this.#hasWorker.resolve();
    this.#hasWorker = newSignal();
    return true;
  }

  /**
   * @returns how many entries change; null if all workers have ended
   * @throws Refusal if one refuses; Error if all fail, which says nothing about the revision
   */
  async #prepare(content: RevisionContent): Promise<number | null> {
    const answers = await Promise.all(
      Array.from(this.#workers, async (worker) => {
        const answer = await prepareAt(worker, content, this.#reading.get(worker));
        if (answer === null) this.leave(worker);
        return { worker, answer };
      }),
    );
    const changeCounts: number[] = [];
    const failures: { readonly worker: Worker; readonly reason: string }[] = [];
    for (const { worker, answer } of answers) {
      if (answer?.kind === 'REFUSED') {
        this.#discard();
        throw new Refusal(answer.code, answer.entryKey, answer.reason);
      }
      if (answer?.kind === 'FAILED') failures.push({ worker, reason: answer.reason });
      else if (answer !== null) changeCounts.push(answer.changeCount);
    }
    const [failure] = failures;
    if (failure !== undefined && changeCounts.length === 0) {
      this.#discard();
      throw new Error(failure.reason);
    }
    for (const { worker, reason } of failures) this.#endFailed(worker, reason);
    return changeCounts.length === 0 ? null : Math.max(...changeCounts);
  }

  #discard(): void {
    for (const worker of this.#workers) void worker.send({ kind: 'DISCARD' });
  }

  /** The others can serve the revision, which may revoke a key: it does not wait for one that cannot. */
  #endFailed(worker: Worker, reason: string): void {
    const message = 'a worker failed to prepare a revision that the others can serve; killing it';
    this.#options.log.error({ worker: worker.index, reason }, message);
    this.leave(worker);
    worker.kill();
  }

  async #apply({ revision, entries, file }: RevisionContent): Promise<readonly EndpointFault[]> {
    const isFirst = this.#position === null;
    this.#reading.clear();
    const newFaults = await Promise.all(Array.from(this.#workers, (worker) => this.#applyAt(worker)));
    this.#position = { lineage: revision.lineage, revision: revision.revision };
    if (file !== null) this.#unkept.beginAtFile(this.#position);
    else if (isFirst) this.#unkept.begin(this.#position, entries);
    else this.#unkept.add(this.#position, entries);
    return newFaults.find((faults) => faults !== null) ?? [];
  }

  /** @returns the endpoints that the revision takes out of rotation; null if the worker has ended */
  async #applyAt(worker: Worker): Promise<readonly EndpointFault[] | null> {
    const applied = await worker.ask({ kind: 'APPLY' });
    if (applied === null) {
      this.leave(worker);
      return null;
    }
    this.#endpointFaults = applied.endpointFaults;
    return applied.newFaults;
  }
}

/** Nobody has to wait for it. */
function newSignal(): PromiseWithResolvers<void> {
  const signal = Promise.withResolvers<void>();
  signal.promise.catch(() => undefined);
  return signal;
}

function endOf(worker: WorkerLink): false {
  worker.kill();
  return false;
}
