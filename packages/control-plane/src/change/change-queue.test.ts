import 'reflect-metadata';
import { ConsumerEntity } from '../objects/consumers/consumer-entity';
import { consumerImage } from '../objects/consumers/consumer-images';
import { ConfigurationDatabase, TEST_CALLER } from '../testing/configuration-database.suite';
import type { ChangeInProgress } from './change-in-progress';
import { ChangeQueue } from './change-queue';

let database: ConfigurationDatabase;
beforeAll(async () => {
  database = await ConfigurationDatabase.create();
});
afterAll(() => database.close());
afterEach(() => jest.restoreAllMocks());

async function create(change: ChangeInProgress, name: string) {
  const values = { name, displayName: name, labels: {}, enabled: true, traceAllowed: false };
  const consumer = change.manager.create(ConsumerEntity, { ...change.newObject(), ...values });
  await change.manager.insert(ConsumerEntity, consumer);
  change.created(consumer, consumerImage(consumer));
  return {};
}
const commit = (apply: (change: ChangeInProgress) => Promise<object>, isLarge = false) =>
  database.corridor.commit({ caller: TEST_CALLER, operation: 'createConsumer', isLarge }, apply);
const names = async (like: string) =>
  (await database.sql<{ name: string }>('SELECT name FROM consumer WHERE name LIKE $1 ORDER BY name', [like])).map(
    ({ name }) => name,
  );

/** Holds a change under the lock until others wait for it. */
function held(name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const committed = commit(async (change) => {
    await promise;
    return create(change, name);
  });
  return { committed, release: resolve };
}

it('lets changes that wait share a transaction, each with a revision and an answer of its own', async () => {
  const first = held('a-first');
  const transactions: string[] = [];
  const others = Array.from({ length: 5 }, (_, index) =>
    commit(async (change) => {
      const [row] = await change.manager.query<{ id: string }[]>('SELECT pg_current_xact_id()::text AS id');
      transactions.push(row!.id);
      // Each sees the ones before it.
      expect(await change.manager.countBy(ConsumerEntity, { name: 'a-first' })).toBe(1);
      return create(change, `a-${index}`);
    }),
  );
  first.release();
  const { revision } = await first.committed;
  expect((await Promise.all(others)).map((outcome) => outcome.revision)).toEqual(
    [1, 2, 3, 4, 5].map((n) => revision + n),
  );
  expect(transactions).toHaveLength(5);
  expect(new Set(transactions).size).toBe(1);
});

it('leaves no trace of a change that is refused among others, neither by a rule nor by a constraint', async () => {
  const first = held('b-first');
  const others = Promise.allSettled([
    commit((change) => create(change, 'b-1')),
    commit(async (change) => {
      await create(change, 'b-refused');
      change.touch('consumer', 'b-refused');
      throw new Error('a rule');
    }),
    // The constraint is deferred: without a check of its own it would refuse the commit of all.
    commit(async (change) => {
      await create(change, 'b-taken');
      return create(change, 'B-Taken');
    }),
    commit(async (change) => change.manager.query('SELECT 1 / 0')),
    // Its first statement writes.
    commit(async (change) => {
      await change.manager.query("INSERT INTO dirty_entry (key, revision) VALUES ('consumer.b-refused', 1)");
      throw new Error('another rule');
    }),
    commit(async () => ({ nothing: true })),
    commit((change) => create(change, 'b-2')),
  ]);
  first.release();
  const { revision } = await first.committed;
  expect(await others).toEqual([
    { status: 'fulfilled', value: expect.objectContaining({ revision: revision + 1 }) },
    { status: 'rejected', reason: expect.objectContaining({ message: 'a rule' }) },
    { status: 'rejected', reason: expect.objectContaining({ code: 'CONFLICT' }) },
    { status: 'rejected', reason: expect.objectContaining({ code: '22012' }) },
    { status: 'rejected', reason: expect.objectContaining({ message: 'another rule' }) },
    { status: 'fulfilled', value: expect.objectContaining({ nothing: true, revision: revision + 1 }) },
    { status: 'fulfilled', value: expect.objectContaining({ revision: revision + 2 }) },
  ]);
  expect(await names('%b-%')).toEqual(['b-1', 'b-2', 'b-first']);
  expect(await database.sql('SELECT 1 FROM dirty_entry WHERE key = $1', ['consumer.b-refused'])).toEqual([]);
  const [lineage] = await database.sql<{ revision: number }>('SELECT revision FROM lineage');
  expect(lineage!.revision).toBe(revision + 2);
});

it('answers none of them as committed if their commit fails', async () => {
  const first = held('c-first');
  const others = Promise.allSettled([
    commit((change) => create(change, 'c-1')),
    commit(async (change) => change.manager.query('SELECT pg_terminate_backend(pg_backend_pid())')),
    commit((change) => create(change, 'c-2')),
  ]);
  first.release();
  await first.committed;
  for (const { status } of await others) expect(status).toBe('rejected');
  expect(await names('c-%')).toEqual(['c-first']);
  await commit((change) => create(change, 'c-after'));
});

it('gives a large change a transaction to itself', async () => {
  const first = held('d-first');
  const transactions: string[] = [];
  const note = async (change: ChangeInProgress) => {
    const [row] = await change.manager.query<{ id: string }[]>('SELECT pg_current_xact_id()::text AS id');
    transactions.push(row!.id);
    return {};
  };
  const others = [commit(note), commit(note, true), commit(note), commit(note)];
  first.release();
  await Promise.all([first.committed, ...others]);
  const [one, large, three, four] = transactions;
  expect(new Set([one, large, three]).size).toBe(3);
  expect(four).toBe(three);
});

it('refuses a change whose turn does not come in time, and does not make it later', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const queue = new ChangeQueue(database.dataSource, 20);
  const made = { result: 'made', revision: 0, recorded: Promise.resolve() };
  const first = queue.run(async () => promise.then(() => made), false);
  const late = jest.fn(async () => made);
  await expect(queue.run(late, false)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'The database is busy. Try again.',
  });
  resolve();
  expect(await first).toBe('made');
  expect(late).not.toHaveBeenCalled();
});
