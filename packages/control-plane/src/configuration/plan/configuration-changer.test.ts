import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ConfigurationWalk } from '../../testing/configuration-walk.suite';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { refuseUnservable } from '../../publication/refuse-unservable';
import { createDataSource } from '../../wiring/database/data-source';
import { Manifests } from '../../testing/manifests.suite';
import { changeWarnings } from '../../objects/warnings/change-warnings';
import { ChangeCorridor } from '../../change/commit-change';
import { ADMINISTRATOR } from '../../kernel/caller/caller';
import { createWorld } from '../../testing/world.suite';
import type { Configuration, ConfiguredObject } from './configuration';
import { ConfigurationChanger, type ProposedConfiguration } from './configuration-changer';
import { readConfiguration } from './read-configuration';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;
let dataSource: DataSource;
let corridor: ChangeCorridor;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
  corridor = new ChangeCorridor(dataSource, refuseUnservable, changeWarnings, () => new Date());
});
beforeEach(() => manifests.wipe());
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

const configuration = () => readConfiguration(dataSource.manager);

async function change(proposed: ProposedConfiguration) {
  const changer = new ConfigurationChanger(underTest.sealingKey, 'allow');
  const request = { caller: { actor: ADMINISTRATOR, correlationId: 'test' }, operation: 'test' };
  return corridor.commit(request, async (inProgress) => ({ plan: await changer.change(inProgress, proposed) }));
}

/** The objects with other names, in their paths and in all references. */
function renamed({ objects }: Configuration, names: Readonly<Record<string, string>>): Configuration {
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return names[value] ?? value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([member, item]) => [member, rename(item)]));
  };
  return { objects: objects.map((object) => rename(object) as ConfiguredObject) };
}

it('restores deleted objects of every kind with their ids', async () => {
  const walk = new ConfigurationWalk(underTest, 42);
  for (let step = 0; step < 40; step += 1) await walk.next();
  const [before, text] = [await configuration(), await manifests.export()];
  await manifests.wipe();
  const { plan, warnings } = await change({ desired: before, removes: () => true });
  expect(plan.createCount).toBe(before.objects.length);
  expect(await manifests.export()).toBe(text);
  const ids = ({ objects }: Configuration) => new Set(objects.map(({ id }) => id));
  expect(ids(await configuration())).toEqual(ids(before));
  const codes = ['CREDENTIAL_MISSING', 'ACCESS_MISSING', 'SIDE_UNSERVED', 'ALIAS_UNSERVED'];
  expect(warnings.filter(({ code }) => !codes.includes(code))).toEqual([]);
});

it('treats a new name with the same id as a change of that object only, and lets two swap names', async () => {
  const world = await createWorld(underTest);
  const [large, medium] = world.modelIds;
  await underTest.change(
    'attachRoundRobinPolicy',
    { aiApiId: world.aiApiId, production: { targets: [{ modelId: large, endpointId: world.productionId }] } },
    'revision',
  );
  const desired = renamed(await configuration(), { large: 'medium', medium: 'large', [world.name]: 'another-world' });
  const { plan } = await change({ desired, removes: () => true });
  expect(plan.allItems.filter(({ action }) => action !== 'UNCHANGED')).toMatchObject([
    { action: 'UPDATE', kind: 'PROVIDER', objectId: world.providerId, path: ['another-world'] },
    { action: 'UPDATE', kind: 'MODEL', objectId: medium, path: ['another-world', 'large'] },
    { action: 'UPDATE', kind: 'MODEL', objectId: large, path: ['another-world', 'medium'] },
    { action: 'UPDATE', kind: 'AI_API', objectId: world.aiApiId, path: ['another-world'] },
  ]);
  const byId = ({ objects }: Configuration) =>
    objects.toSorted((one, other) => (String(one.id) < String(other.id) ? -1 : 1));
  expect(byId(await configuration())).toEqual(byId(desired));
});

it('refuses to move a credential to another origin, or removes it if requested', async () => {
  const { productionId } = await createWorld(underTest);
  const { objects } = await configuration();
  const desired = {
    objects: objects.map((object) =>
      object.id === productionId
        ? { ...object, value: { ...object.value, url: 'https://elsewhere.example/v1' } }
        : object,
    ),
  };
  await expect(change({ desired, removes: () => true })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  const { warnings } = await change({ desired, removes: () => true, movedCredentials: 'REMOVED' });
  expect(warnings.map(({ code }) => code)).toEqual(['CREDENTIAL_MISSING']);
  const rows = await underTest.sql('SELECT sealed_credential, credential_hint FROM endpoint WHERE id = $1', [
    productionId,
  ]);
  expect(rows).toEqual([{ sealed_credential: null, credential_hint: null }]);
});

it('refuses a name that is taken by an object outside the proposal', async () => {
  const { providerId } = await createWorld(underTest);
  const { objects } = await configuration();
  const desired = {
    objects: objects
      .filter(({ kind }) => kind === 'PROVIDER')
      .map((one) => ({ ...one, id: providerId.replace(/.$/, (last) => (last === 'f' ? 'e' : 'f')) })),
  };
  await expect(change({ desired, removes: () => false })).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { reason: 'TAKEN', existingId: providerId },
  });
});
