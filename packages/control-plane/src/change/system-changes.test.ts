import 'reflect-metadata';
import { Client } from 'pg';
import { ConsumerEntity } from '../objects/consumers/consumer-entity';
import { ConsumerService } from '../objects/consumers/consumer-service';
import { ConfigurationDatabase, TEST_CALLER } from '../testing/configuration-database.suite';
import { LineageEntity } from './lineage-entity';
import { readLineage } from './lock-lineage';
import { REVISION_CHANNEL } from './revision-channel';

let database: ConfigurationDatabase;

beforeAll(async () => {
  database = await ConfigurationDatabase.create();
});
afterAll(() => database.close());

const position = async () => (await readLineage(database.dataSource.manager)).revision;
const numbers = async () =>
  (await database.sql<{ number: number }>('SELECT number FROM revision ORDER BY number')).map(({ number }) => number);

it('are revisions by the actor "system" that touch entries and change no object', async () => {
  const before = await position();
  const revision = await database.corridor.commitSystem('EXPIRE_KEYS', async (change) => {
    expect(change.revision).toBe(before + 1);
    change.touchKeys(['one', 'two']);
  });
  expect(revision).toBe(before + 1);
  const [row] = await database.sql('SELECT * FROM revision WHERE number = $1', [revision]);
  expect(row).toMatchObject({
    actor_id: 'system',
    actor_kind: 'SYSTEM',
    operation: 'EXPIRE_KEYS',
    change_count: 0,
    comment: null,
    correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(await database.sql('SELECT key FROM dirty_entry WHERE revision = $1 ORDER BY key', [revision])).toEqual([
    { key: 'one' },
    { key: 'two' },
  ]);
});

it('are no revisions where no entry is touched, and keep what was written', async () => {
  const before = await position();
  const touchNothing = database.corridor.commitSystem('RECOMPILE', async ({ manager }) => {
    await manager.update(LineageEntity, { singleton: true }, { recompileRequested: true });
  });
  expect(await touchNothing).toBeNull();
  expect(await readLineage(database.dataSource.manager)).toMatchObject({ revision: before, recompileRequested: true });
});

it('leave no trace if the guard refuses, or if an object was changed', async () => {
  const before = await database.sql('SELECT * FROM lineage');
  let applied = false;
  const guard = async () => {
    throw new Error('the lease is lost');
  };
  const apply = async () => void (applied = true);
  await expect(database.corridor.commitSystem('RECOMPILE', apply, { guard })).rejects.toThrow('the lease is lost');
  expect(applied).toBe(false);
  const changing = database.corridor.commitSystem('RECOMPILE', async (change) => {
    change.touchKeys(['three']);
    const consumer = change.manager.create(ConsumerEntity, {
      ...change.newObject(),
      name: 'stowaway',
      displayName: 'stowaway',
      enabled: true,
      traceAllowed: false,
    });
    await change.manager.insert(ConsumerEntity, consumer);
    change.created(consumer, { kind: 'CONSUMER', path: ['stowaway'], value: {}, references: {} });
  });
  await expect(changing).rejects.toThrow('RECOMPILE may touch entries, but it changed an object');
  expect(await database.sql('SELECT * FROM lineage')).toEqual(before);
  expect(await database.dataSource.manager.countBy(ConsumerEntity, { name: 'stowaway' })).toBe(0);
});

it('ask the guard in the transaction, under the lock', async () => {
  const locked: unknown[] = [];
  await database.corridor.commitSystem('RECOMPILE', async (change) => change.touchKeys(['four']), {
    guard: async (manager) => {
      expect(manager.queryRunner?.isTransactionActive).toBe(true);
      locked.push(...(await database.sql('SELECT 1 FROM lineage FOR UPDATE SKIP LOCKED')));
    },
  });
  expect(locked).toEqual([]);
});

it('do not wait for the lock while none is due', async () => {
  const others = database.dataSource.createQueryRunner();
  await others.startTransaction();
  await others.query('SELECT 1 FROM lineage FOR UPDATE');
  const apply = async () => {
    throw new Error('applied');
  };
  expect(await database.corridor.commitSystem('EXPIRE_KEYS', apply, { isDue: async () => false })).toBeNull();
  await others.rollbackTransaction();
  await others.release();
});

it('are numbered without a gap among the changes of callers', async () => {
  const consumers = new ConsumerService(database.corridor);
  const before = await position();
  const committed = await Promise.all(
    Array.from({ length: 24 }, async (_, index) =>
      index % 2 === 0
        ? database.touch(`key-${index % 6}`)
        : (await consumers.create(TEST_CALLER, { name: `among-${index}` })).revision,
    ),
  );
  const expected = Array.from({ length: 24 }, (_, index) => before + 1 + index);
  expect(committed.toSorted((a, b) => a - b)).toEqual(expected);
  expect(await numbers()).toEqual(Array.from({ length: before + 24 }, (_, index) => index + 1));
});

it('are announced like any other', async () => {
  const listener = new Client({ connectionString: database.url });
  await listener.connect();
  await listener.query(`LISTEN ${REVISION_CHANNEL}`);
  const told = new Promise<string | undefined>((resolve) =>
    listener.once('notification', ({ payload }) => resolve(payload)),
  );
  const revision = await database.touch('announced');
  expect(await told).toBe(String(revision));
  await listener.end();
});
