import { pino } from 'pino';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ChangeCorridor } from '../../change/commit-change';
import { ADMINISTRATOR } from '../../kernel/caller/caller';
import { refuseUnservable } from '../../publication/refuse-unservable';
import { createDataSource } from './data-source';

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
});
afterAll(() => underTest.stop());

it('ends a change that stands still, so that the others need not wait for good', async () => {
  const log = pino({ level: 'silent' });
  const dataSource = createDataSource(underTest.databaseUrl, log, { idleInTransactionTimeoutMs: 500 });
  await dataSource.initialize();
  const corridor = new ChangeCorridor(dataSource, refuseUnservable, () => new Date());
  const request = { caller: { actor: ADMINISTRATOR, correlationId: 'test' }, operation: 'test' };
  const locked = Promise.withResolvers<void>();
  const thaw = Promise.withResolvers<void>();
  const frozen = corridor.commit(request, async (change) => {
    locked.resolve();
    await thaw.promise;
    await change.manager.query('SELECT 1');
    return {};
  });
  await locked.promise;
  await underTest.change('createConsumer', { name: 'patient' }, 'revision');
  thaw.resolve();
  await expect(frozen).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await dataSource.destroy();
});

it('ends it after 30 seconds unless told otherwise', async () => {
  const dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
  expect(await dataSource.query('SHOW idle_in_transaction_session_timeout')).toEqual([
    { idle_in_transaction_session_timeout: '30s' },
  ]);
  await dataSource.destroy();
});
