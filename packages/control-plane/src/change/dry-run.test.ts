import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../testing/control-plane-under-test.suite';
import { refuseUnservable } from '../publication/refuse-unservable';
import { createDataSource } from '../wiring/database/data-source';
import { ProviderEntity } from '../objects/providers/provider-entity';
import { providerImage } from '../objects/providers/provider-image';
import type { ChangeInProgress } from './change-in-progress';
import { changeWarnings } from '../objects/warnings/change-warnings';
import { credentialMissing } from '../objects/warnings/credential-warnings';
import { WARNINGS_MAX } from '../kernel/graphql/change-warning';
import { ChangeCorridor } from './commit-change';

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;
let corridor: ChangeCorridor;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
  corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, () => new Date());
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

async function makeProvider(change: ChangeInProgress, name: string): Promise<{ count: number }> {
  const provider = change.manager.create(ProviderEntity, {
    ...change.newObject(),
    name,
    displayName: name,
    labels: {},
    template: 'OPENAI',
    profileOverrides: {},
  });
  await change.manager.insert(ProviderEntity, provider);
  change.created(provider, providerImage(provider));
  return { count: await change.manager.countBy(ProviderEntity, { name }) };
}

const committed = () => underTest.get<{ number: number } | null>('{ revision { number } }');

it('returns the result of the change, and keeps none of it', async () => {
  const before = await committed();
  const { count, revision } = await corridor.dryRun((change) => makeProvider(change, 'dry-run'));
  expect(count).toBe(1);
  expect(revision).toBe(before?.number ?? 0);
  expect(await committed()).toEqual(before);
  expect(await underTest.get('{ provider(name: "dry-run") { id } }')).toBeNull();
});

it('fails if the commit would, including deferred constraints', async () => {
  const twice = async (change: ChangeInProgress) => {
    await makeProvider(change, 'twin');
    return makeProvider(change, 'twin');
  };
  await expect(corridor.dryRun(twice)).rejects.toMatchObject({ code: 'CONFLICT', details: { reason: 'TAKEN' } });
});

it('lists at most 1,000 warnings, in order, even if nothing changes', async () => {
  const { warnings } = await corridor.dryRun(async (change) => {
    const endpoints = Array.from({ length: WARNINGS_MAX + 1 }, (_, index) => String(index).padStart(4, '0'));
    change.warnings.push(
      ...endpoints.toReversed().map((name) => credentialMissing({ kind: 'ENDPOINT', path: [name] })),
    );
    return {};
  });
  expect(warnings).toHaveLength(WARNINGS_MAX);
  expect([warnings[0]?.path, warnings.at(-1)?.path]).toEqual([['0000'], ['0999']]);
});

it('runs one at a time, and answers UNAVAILABLE while too many wait', async () => {
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const requests = Array.from({ length: 40 }, async () =>
    corridor.dryRun(async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
      return {};
    }),
  );
  const settled = Promise.allSettled(requests);
  await expect(
    Promise.any(
      requests.map(async (one) =>
        one.then(
          () => Promise.reject(new Error()),
          (error: unknown) => error,
        ),
      ),
    ),
  ).resolves.toMatchObject({ code: 'UNAVAILABLE' });
  gate.resolve();
  const results = await settled;
  expect(most).toBe(1);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(17);
  expect(await corridor.dryRun(async () => ({ done: true }))).toMatchObject({ done: true });
});
