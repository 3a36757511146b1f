import { type Coverage, HEAD_KEY, SealingKey } from '@switchyard/contract';
import { TableWriter } from '@switchyard/test-entries';
import { memoryInUse, until } from '@switchyard/runtime';
import { readdirSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TableJournal } from '../journal/table-journal';
import { LocalTable } from '../table/local-table';
import { OpenBucket } from '../table/open-bucket.suite';
import { RoutingTable } from '../table/routing-table';
import {
  aiApi,
  consumer,
  deletionOf,
  idOf,
  keyOf,
  sealingKey,
  silentLog,
  tableKey,
} from '../table/routing-table.suite';
import { TableFollower } from '../table/table-follower';
import { REREADS_SOON } from '../table/table-follower.suite';
import type { WorkerLink } from './worker-link';
import { answeredQuestion, type Answer, type Question, type QuestionKind, type ToWorker } from './worker-message';
import { WorkerTable } from './worker-table';
import { WorkerTables } from './worker-tables';

/** A worker's table in this process, behind messages that went through JSON as between processes. */
class LinkedTable implements WorkerLink {
  readonly table = new RoutingTable();
  readonly #worker = new WorkerTable({
    target: new LocalTable(this.table, sealingKey),
    endpointFaults: () => this.table.endpointFaults(),
    log: silentLog,
  });
  /** What it was asked, also what it has not received yet because it is held back. */
  readonly asked: QuestionKind[] = [];
  readonly received: ToWorker['kind'][] = [];
  isRunning = true;
  /** Dies when it gets a message of this kind. */
  diesAt: ToWorker['kind'] | null = null;
  /** How many of those it survives. */
  survives = 0;
  /** Answers this instead. */
  failsAt: { readonly kind: QuestionKind; readonly answer: Answer } | null = null;
  /** Waits with the answer to it. */
  holdsBack: { readonly kind: QuestionKind; readonly until: Promise<void> } | null = null;

  constructor(readonly index: number) {}

  async send(message: ToWorker): Promise<void> {
    await this.#answer(message);
  }
  async ask<Kind extends QuestionKind>(question: Question<Kind>): Promise<Answer<Kind> | null> {
    this.asked.push(question.kind);
    if (this.holdsBack?.kind === question.kind) await this.holdsBack.until;
    const { failsAt } = this;
    const isFailing = failsAt !== null && failsAt.kind === question.kind;
    const answer = isFailing ? failsAt.answer : await this.#answer(question);
    if (answer !== null && answeredQuestion(answer) !== question.kind) throw new Error('it answers something else');
    return answer as Answer<Kind> | null;
  }
  kill(): void {
    this.isRunning = false;
  }
  get revision(): number | null {
    return this.table.position?.revision ?? null;
  }

  async #answer(sent: ToWorker): Promise<Answer | null> {
    this.received.push(sent.kind);
    if (this.diesAt === sent.kind) {
      if (this.survives === 0) this.kill();
      this.survives -= 1;
    }
    if (!this.isRunning) return null;
    const message = JSON.parse(JSON.stringify(sent)) as ToWorker;
    switch (message.kind) {
      case 'LOAD_FILE':
        return this.#worker.loadFile(message.path);
      case 'PREPARE':
        return this.#worker.prepare(message.revision);
      case 'APPLY':
        return this.#worker.apply();
      case 'ENTRIES':
        this.#worker.receive(message.entries);
        return null;
      case 'DISCARD':
        this.#worker.discard();
        return null;
      default:
        throw new Error(`a table gets no ${message.kind}`);
    }
  }
}

let folder: string;
let bucket: OpenBucket;
let writer: TableWriter;
let tables: WorkerTables<LinkedTable>;
let follower: TableFollower<string>;
let journal: TableJournal | null;
const ends: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-worker-tables-'));
  bucket = new OpenBucket();
  writer = new TableWriter(bucket, tableKey);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await rm(folder, { recursive: true });
});
const path = () => join(folder, 'routing-table');

/** Follows the bucket with these workers, from the folder if it has a table. */
async function follow(
  workers: readonly LinkedTable[],
  { keeps = true, store = bucket, key = sealingKey } = {},
): Promise<void> {
  const opened = keeps ? await TableJournal.open(path(), { log: silentLog }) : { journal: null, stored: null };
  journal = opened.journal;
  const file =
    journal === null
      ? null
      : { path: path(), durable: () => journal?.durable ?? null, table: () => journal?.table ?? null };
  tables = new WorkerTables({ file, log: silentLog });
  const unlisten = opened.journal?.onChange(() => tables.noteKept());
  follower = new TableFollower({
    store,
    watchName: 'test',
    target: tables,
    sealingKey: key,
    journal,
    log: silentLog,
    ...REREADS_SOON,
  });
  for (const worker of workers) expect(await tables.join(worker)).toBe(true);
  if (opened.stored === null) follower.start();
  else await follower.restore(opened.stored);
  const own = { follower, tables };
  ends.push(async () => {
    own.follower.close();
    own.tables.close();
    unlisten?.();
    await opened.journal?.close();
  });
}
async function publish(changes: Parameters<TableWriter['publish']>[0]): Promise<void> {
  await writer.publish(changes);
  await isServed(writer.position);
}
async function isServed({ revision }: Coverage): Promise<void> {
  await until(() => follower.position?.revision === revision, `revision ${revision} is served`);
}
const isKept = () => until(() => journal?.durable?.revision === writer.revision, 'the file has what is served');
const nameAt = ({ table }: LinkedTable, id = 0) => table.consumer(idOf(id))?.name;

const PAIR = () => [new LinkedTable(0), new LinkedTable(1)] as const;

it('has all workers serve a revision, which is applied when the last one has it', async () => {
  const [one, other] = PAIR();
  await follow([one, other]);
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  await isKept();
  const applies = Promise.withResolvers<void>();
  other.holdsBack = { kind: 'APPLY', until: applies.promise };
  await writer.publish(consumer(0, 'changed'));
  await until(() => one.revision === 2, 'one worker serves it');
  expect([follower.position?.revision, follower.applied?.revision]).toEqual([1, 1]);
  applies.resolve();
  await isServed(writer.position);
  for (const worker of [one, other]) expect([nameAt(worker), nameAt(worker, 1)]).toEqual(['changed', 'b']);
});

it('has no worker serve a revision that one refuses, and has all serve the next one', async () => {
  const [one, other] = PAIR();
  await follow([one, other]);
  await publish(aiApi('a', '/a'));
  await writer.publish(aiApi('b', '/a'));
  await until(() => follower.rejection !== null, 'it is rejected');
  expect(follower.rejection).toMatchObject({ revision: 2, code: 'INVALID_ENTRY', entryKey: expect.any(String) });
  expect([one.revision, other.revision, follower.position?.revision]).toEqual([1, 1, 1]);
  await publish(aiApi('b', '/b'));
  expect([one.revision, other.revision, follower.rejection]).toEqual([3, 3, null]);
  for (const { table } of [one, other]) expect(table.aiApi(idOf('b'))?.entry.basePath).toBe('/b');
});

it('has the others serve a revision at which one fails by an error of its own, and ends that one', async () => {
  const [one, other] = PAIR();
  await follow([one, other]);
  await publish(consumer(0, 'a'));
  one.failsAt = { kind: 'PREPARE', answer: { kind: 'FAILED', reason: 'RangeError: out of memory' } };
  await publish(consumer(0, 'changed'));
  expect([other.revision, one.isRunning, [...tables.workers]]).toEqual([2, false, [other]]);
  expect(follower.rejection).toBeNull();
});

it('waits for a worker while there is none', async () => {
  await follow([]);
  await writer.publish(consumer(0, 'a'));
  const late = new LinkedTable(0);
  await until(() => follower.observedRevision !== null, 'it has seen the revision');
  expect(follower.position).toBeNull();
  expect(await tables.join(late)).toBe(true);
  await isServed(writer.position);
  expect(nameAt(late)).toBe('a');
});

it('keeps nothing of a large text alive for an entry that is a part of it, if nothing is kept in a file', async () => {
  const { reader } = new WorkerTables({ file: null, log: silentLog });
  const before = memoryInUse();
  const contents = Array.from({ length: 20 }, (_, index) => {
    const whole = String(index % 10).repeat(1_048_576);
    return reader.read(keyOf(consumer(index)), whole.slice(-100));
  });
  expect(memoryInUse() - before).toBeLessThan(5 * 1_048_576);
  expect(contents[3]).toBe('3'.repeat(100));
});

describe('a worker that starts later', () => {
  const changes = async () => {
    await publish({ ...consumer(0, 'a'), ...consumer(1, 'gone'), ...consumer(2, 'kept') });
    await publish(consumer(0, 'b'));
    await publish(deletionOf(consumer(1)));
  };
  const isComplete = (worker: LinkedTable) => {
    expect(worker.revision).toBe(writer.revision);
    expect([0, 1, 2].map((id) => nameAt(worker, id))).toEqual(['b', undefined, 'kept']);
  };

  it('reads the file', async () => {
    const [one, late] = PAIR();
    await follow([one]);
    await changes();
    await isKept();
    expect(await tables.join(late)).toBe(true);
    isComplete(late);
    expect(late.received).toEqual(['LOAD_FILE', 'PREPARE', 'APPLY']);
  });

  it('gets everything if nothing is kept', async () => {
    const [one, late] = PAIR();
    await follow([one], { keeps: false });
    await changes();
    expect(await tables.join(late)).toBe(true);
    isComplete(late);
    expect(late.received).toEqual(['ENTRIES', 'PREPARE', 'APPLY']);
  });

  it('has the revisions too that are applied while it reads the file', async () => {
    const [one, late] = PAIR();
    await follow([one]);
    await publish({ ...consumer(0, 'a'), ...consumer(1, 'gone'), ...consumer(2, 'kept') });
    await isKept();
    const reads = Promise.withResolvers<void>();
    late.holdsBack = { kind: 'LOAD_FILE', until: reads.promise };
    const joined = tables.join(late);
    await publish(consumer(0, 'b'));
    await publish(deletionOf(consumer(1)));
    await isKept();
    // The file has them as well by now, but need not.
    reads.resolve();
    expect(await joined).toBe(true);
    isComplete(late);
  });

  it('serves nothing of a file that the others went on from no longer, and gets everything', async () => {
    const [one, late] = PAIR();
    await follow([one]);
    await changes();
    await isKept();
    late.failsAt = { kind: 'LOAD_FILE', answer: { kind: 'LOADED', mark: { ...writer.position, revision: 1 } } };
    expect(await tables.join(late)).toBe(true);
    expect(late.received).toEqual(['DISCARD', 'ENTRIES', 'PREPARE', 'APPLY']);
    isComplete(late);
  });

  it('is ended if it cannot read the file, and the others serve on', async () => {
    const [one, late] = PAIR();
    await follow([one]);
    await changes();
    await isKept();
    await writeFile(path(), 'something else\n');
    expect(await tables.join(late)).toBe(false);
    expect([late.isRunning, [...tables.workers]]).toEqual([false, [one]]);
    expect(tables.storageProblem).toMatch(
      /^no worker can start: .*routing-table cannot be read \(it is damaged at byte/,
    );
    await publish(consumer(0, 'c'));
    expect(nameAt(one)).toBe('c');
  });

  it.each([
    ['is gone', () => rm(path())],
    ['is another one', () => rename(join(folder, 'other'), path())],
  ])('gets everything if the file %s', async (_, change) => {
    await writeFile(join(folder, 'other'), 'something else\n');
    const [one, late] = PAIR();
    await follow([one]);
    await changes();
    await isKept();
    await publish(consumer(3, 'after that'));
    await change();
    expect(await tables.join(late)).toBe(true);
    isComplete(late);
    expect([nameAt(late, 3), tables.storageProblem]).toEqual(['after that', null]);
  });
});

it('serves the file in all workers when a start finds no bucket', async () => {
  await follow([new LinkedTable(0)]);
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  await isKept();
  await ends.splice(0)[0]?.();
  const [one, other] = PAIR();
  await follow([one, other], { store: new OpenBucket() });
  expect(follower.position).toEqual(writer.position);
  for (const worker of [one, other]) {
    expect(worker.received).toEqual(['LOAD_FILE', 'PREPARE', 'APPLY']);
    expect([nameAt(worker), nameAt(worker, 1)]).toEqual(['a', 'b']);
  }
});

it('has a worker read the file that joins while its table is being applied', async () => {
  await follow([new LinkedTable(0)]);
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'b') });
  await isKept();
  await ends.splice(0)[0]?.();
  const [one, late] = PAIR();
  const prepares = Promise.withResolvers<void>();
  one.holdsBack = { kind: 'PREPARE', until: prepares.promise };
  const following = follow([one], { store: new OpenBucket() });
  await until(() => one.asked.includes('PREPARE'), 'it is being prepared');
  const joined = tables.join(late);
  prepares.resolve();
  await following;
  expect(await joined).toBe(true);
  expect([nameAt(late), nameAt(late, 1), late.revision]).toEqual(['a', 'b', 1]);
});

it('has a worker serve what the file had at the start, although that has become another one', async () => {
  await follow([new LinkedTable(0)]);
  await publish(consumer(0, 'a'));
  await isKept();
  await ends.splice(0)[0]?.();
  const [one] = PAIR();
  one.failsAt = { kind: 'LOAD_FILE', answer: { kind: 'LOADED', mark: { ...writer.position, revision: 7 } } };
  await follow([one], { store: new OpenBucket() });
  expect([nameAt(one), one.received]).toEqual(['a', ['DISCARD', 'ENTRIES', 'PREPARE', 'APPLY']]);
});

it('has no worker serve a file that turns out to be of others, nor what it had read of it', async () => {
  await follow([new LinkedTable(0)]);
  await publish({ ...consumer(0, 'a'), ...consumer(1, 'of the file') });
  await isKept();
  await ends.splice(0)[0]?.();
  const foreign = new SealingKey(Buffer.alloc(32, 'another sealing key').toString('base64'));
  const [one] = PAIR();
  writer = new TableWriter(new OpenBucket(), foreign.tableKey);
  await follow([one], { store: new OpenBucket(), key: foreign });
  expect([follower.position, one.received]).toEqual([null, ['LOAD_FILE']]);
  follower.close();
  follower = new TableFollower({
    store: writer.store,
    watchName: 'test',
    target: tables,
    sealingKey: foreign,
    journal,
    log: silentLog,
  });
  follower.start();
  await publish(consumer(0, 'of the bucket'));
  expect([nameAt(one), nameAt(one, 1)]).toEqual(['of the bucket', undefined]);
});

it('has the first worker read a table while it arrives, and serve of it what the head covers', async () => {
  await writer.publish({ ...consumer(0, 'a'), ...consumer(1, 'gone'), ...consumer(2, 'ahead') });
  await writer.publish({ ...consumer(0, 'b'), ...deletionOf(consumer(1)) });
  const served = writer.position;
  writer.revision += 1;
  await writer.writeEntries(consumer(2, 'not covered yet'));
  const [one] = PAIR();
  const arriving = new OpenBucket();
  await follow([one], { store: arriving });
  for (const [key, { value }] of (await bucket.read()).entries) {
    if (key !== HEAD_KEY) await arriving.put(key, value);
    await new Promise(setImmediate);
  }
  await until(() => one.received.includes('ENTRIES'), 'it has got something early');
  await arriving.put(HEAD_KEY, bucket.get(HEAD_KEY));
  await isServed(served);
  expect([0, 1, 2].map((id) => nameAt(one, id))).toEqual(['b', undefined, 'ahead']);
});

it('has no worker read an entry of the file that was deleted while the first table arrived', async () => {
  await writer.publish({ ...consumer(0, 'revoked'), ...consumer(1, 'kept'), ...consumer(2, 'removed') });
  const before = (await bucket.read()).entries;
  await writer.publish({ ...deletionOf(consumer(0)), ...deletionOf(consumer(2)) });
  const [one, late] = PAIR();
  const arriving = new OpenBucket();
  await follow([one], { store: arriving });
  for (const [key, { value }] of before) if (key !== HEAD_KEY) await arriving.put(key, value);
  await until(() => one.received.includes('ENTRIES'), 'it has got them');
  await arriving.put(keyOf(consumer(0)), bucket.get(keyOf(consumer(0))));
  arriving.delete(keyOf(consumer(2)));
  await arriving.put(HEAD_KEY, bucket.get(HEAD_KEY));
  await isServed(writer.position);
  await isKept();
  expect(await tables.join(late)).toBe(true);
  expect(late.received[0]).toBe('LOAD_FILE');
  for (const worker of [one, late])
    expect([0, 1, 2].map((id) => nameAt(worker, id))).toEqual([undefined, 'kept', undefined]);
});

describe('a worker that dies', () => {
  it('while a revision is prepared does not hold it up', async () => {
    const [one, other] = PAIR();
    await follow([one, other]);
    await publish(consumer(0, 'a'));
    other.diesAt = 'PREPARE';
    await publish(consumer(0, 'b'));
    expect(nameAt(one)).toBe('b');
  });

  it('as the only one has the revision prepared by the next', async () => {
    const [one, next] = PAIR();
    await follow([one]);
    await publish(consumer(0, 'a'));
    one.diesAt = 'PREPARE';
    await writer.publish(consumer(0, 'b'));
    await until(() => !one.isRunning, 'it has died');
    tables.leave(one);
    expect(await tables.join(next)).toBe(true);
    await isServed(writer.position);
    expect(nameAt(next)).toBe('b');
  });

  it('again and again at the same revision does not have it refused', async () => {
    const [one, last] = PAIR();
    await follow([one]);
    await publish(consumer(0, 'a'));
    one.diesAt = 'PREPARE';
    await writer.publish(consumer(0, 'b'));
    await dieInTurn(one, 5);
    expect(await tables.join(last)).toBe(true);
    await isServed(writer.position);
    expect([nameAt(last), follower.lastRejection]).toEqual(['b', null]);
  });

  it('again and again at the table of the file leaves it where it is, and the next one serves it', async () => {
    await follow([new LinkedTable(0)]);
    await publish(consumer(0, 'a'));
    await isKept();
    await ends.splice(0)[0]?.();
    const [one, last] = PAIR();
    one.diesAt = 'PREPARE';
    const following = follow([one], { store: new OpenBucket() });
    await dieInTurn(one, 5);
    expect(await tables.join(last)).toBe(true);
    await following;
    expect([nameAt(last), follower.position, readdirSync(folder)]).toEqual(['a', writer.position, ['routing-table']]);
  });
});

/** As many workers die as they prepare a revision, each in the place of the one before. */
async function dieInTurn(first: LinkedTable, count: number): Promise<void> {
  let current = first;
  for (let death = 0; death < count; death += 1) {
    await until(() => !current.isRunning, 'it has died');
    tables.leave(current);
    if (death === count - 1) return;
    current = new LinkedTable(0);
    current.diesAt = 'PREPARE';
    // The first brings it to what is served.
    current.survives = tables.position === null ? 0 : 1;
    expect(await tables.join(current)).toBe(true);
  }
}

it('leaves the file where it is if a worker fails at its table by an error of its own', async () => {
  await follow([new LinkedTable(0)]);
  await publish(consumer(0, 'a'));
  await isKept();
  await ends.splice(0)[0]?.();
  const [one] = PAIR();
  one.failsAt = { kind: 'PREPARE', answer: { kind: 'FAILED', reason: 'Error: out of memory' } };
  await follow([one], { store: new OpenBucket() });
  expect([follower.position, readdirSync(folder)]).toEqual([null, ['routing-table']]);
});

it('waits no longer for a worker once it is closed, and leaves the file where it is', async () => {
  await follow([new LinkedTable(0)]);
  await publish(consumer(0, 'a'));
  await isKept();
  await ends.splice(0)[0]?.();
  const before = tables;
  const following = follow([], { store: new OpenBucket() });
  await until(() => tables !== before, 'the tables are there');
  tables.close();
  await following;
  expect([follower.position, readdirSync(folder)]).toEqual([null, ['routing-table']]);
});

it('reads nothing of a forgery that was verified to be none of ours', async () => {
  const [one] = PAIR();
  await follow([one]);
  await publish(consumer(0, 'a'));
  await bucket.put(keyOf(consumer(0)), Buffer.from('forged'));
  await until(() => follower.rejection?.code === 'NOT_AUTHENTIC', 'it is refused');
  expect([nameAt(one), one.received.filter((kind) => kind === 'ENTRIES')]).toEqual(['a', ['ENTRIES']]);
});
