import { customProfile, InProcessKeyValueStore, type ProviderEntry } from '@switchyard/contract';
import { makeCertificate, TableWriter } from '@switchyard/test-entries';
import { suspend } from '../testing/suspend.suite';
import type { RoutingTable } from './routing-table';
import { aiApi, certificate, deletionOf, endpoint, idOf, provider, sealingKey, tableKey } from './routing-table.suite';
import { applied, closeFollowers, follow, later } from './table-follower.suite';

afterEach(closeFollowers);

const MODELS = ['a', 'b'];
const REJECTED = { cause: 'CREDENTIAL_REJECTED', status: 401, detail: null } as const;
const profile = {
  ...customProfile,
  credentialPlace: 'HEADER' as const,
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
};

const sealed = (apiKey: string, changes: Parameters<typeof endpoint>[1] = {}) => {
  const made = endpoint('main', changes);
  return { ...made, sealedCredential: sealingKey.seal({ apiKey }, { endpointId: made.id, url: made.url }) };
};
const other = endpoint('other');
const ca = makeCertificate('CA', { isCa: true });
const targets = MODELS.flatMap((model) =>
  ['main', 'other'].map((name) => ({ modelId: idOf(`provider/${model}`), endpointId: idOf(name) })),
);
const policyOf = (name: string, changes: object = {}) => ({
  kind: 'WEIGHTED_ROUND_ROBIN' as const,
  id: idOf(`policy of ${name}`),
  suspendDurationSeconds: 30,
  requestTimeoutSeconds: 30,
  totalTimeoutSeconds: 60,
  failureStatuses: [[500, 599] satisfies [number, number]],
  failoverOn: [],
  maxAttempts: 1,
  production: targets.map((target) => ({ ...target, weight: 1 })),
  sandbox: [],
  ...changes,
});
const chat = (name: string, changes: object = {}) => aiApi(name, `/${name}`, { policies: [policyOf(name, changes)] });
const providerWith = (changes: Partial<ProviderEntry> = {}) =>
  provider('provider', { profile, endpoints: [sealed('old'), other], ...changes });

let writer: TableWriter;
let table: RoutingTable;
const names = ['one', 'two'];
const served = (name: string) => table.aiApisByBasePath.get(`/${name}`)!;
const stateOf = (name: string) => [...served(name).policyStates.values()][0]!;
/** The suspended targets of an AI API, as `model@endpoint`. */
const suspendedAt = (name: string) =>
  served(name)
    .routable.production.loadBalancing!.configuredTargets.filter(({ key }) => stateOf(name).suspensions.has(key))
    .map(({ model, endpoint: { name: at } }) => `${model.name}@${at}`);
const publish = async (...entries: object[]) => {
  await writer.publish(Object.assign({}, ...entries) as ReturnType<typeof provider>);
  await applied(writer, table);
  await later();
};

beforeEach(async () => {
  const store = new InProcessKeyValueStore();
  writer = new TableWriter(store, tableKey);
  await writer.publish({ ...certificate(ca), ...providerWith(), ...chat('one'), ...chat('two') });
  ({ table } = follow(store));
  await applied(writer, table);
  await later();
  for (const name of names) {
    for (const target of served(name).routable.production.loadBalancing!.targets) {
      suspend(stateOf(name), target, 0, 60_000, null, REJECTED);
    }
  }
  expect(names.map(suspendedAt)).toEqual(names.map(() => ['a@main', 'a@other', 'b@main', 'b@other']));
});

describe('the suspensions of an endpoint’s targets end in every AI API, and no others do,', () => {
  it.each<[string, Partial<ProviderEntry>]>([
    ['when it gets another credential', { endpoints: [sealed('new'), other] }],
    ['when it loses its credential', { endpoints: [{ ...sealed('old'), sealedCredential: null }, other] }],
    ['when it gets another URL', { endpoints: [sealed('old', { url: 'https://main.example/v2' }), other] }],
    ['when it gets a CA certificate', { endpoints: [{ ...sealed('old'), caCertificates: [ca.sha256] }, other] }],
    ['when it is disabled', { endpoints: [sealed('old', { enabled: false }), other] }],
  ])('%s', async (_title, changes) => {
    await publish(providerWith(changes));
    expect(names.map(suspendedAt)).toEqual(names.map(() => ['a@other', 'b@other']));
  });

  it('when the credential of all goes elsewhere in requests', async () => {
    await publish(providerWith({ profile: { ...profile, credentialName: 'x-api-key', credentialPrefix: null } }));
    expect(names.map(suspendedAt)).toEqual(names.map(() => ['a@other', 'b@other']));
  });

  it('when the provider is gone in between', async () => {
    await publish(deletionOf(providerWith()));
    await publish(providerWith({ endpoints: [sealed('new'), other] }));
    expect(names.map(suspendedAt)).toEqual([[], []]);
  });
});

it('the suspensions of a model’s targets end when it is disabled', async () => {
  const models = MODELS.map((name) => ({ id: idOf(`provider/${name}`), name, enabled: name !== 'a' }));
  await publish(providerWith({ models }));
  await publish(providerWith());
  expect(names.map(suspendedAt)).toEqual(names.map(() => ['b@main', 'b@other']));
});

it('a target of weight 0 is forgotten, and comes back with a weight', async () => {
  const drained = targets.map((target, index) => ({ ...target, weight: index === 0 ? 0 : 1 }));
  await publish(chat('one', { production: drained }));
  await publish(chat('one'));
  expect(names.map(suspendedAt)).toEqual([
    ['a@other', 'b@main', 'b@other'],
    ['a@main', 'a@other', 'b@main', 'b@other'],
  ]);
});

it('a suspend duration of 0 ends the suspensions of its policy', async () => {
  await publish(chat('one', { suspendDurationSeconds: 0 }));
  await publish(chat('one'));
  expect(names.map(suspendedAt)).toEqual([[], ['a@main', 'a@other', 'b@main', 'b@other']]);
});

it.each<[string, Partial<ProviderEntry>]>([
  ['a new name', { endpoints: [sealed('old', { name: 'renamed' }), other], name: 'renamed' }],
  ['another time to connect', { endpoints: [sealed('old', { connectTimeoutSeconds: 9 }), other] }],
  ['the same credential, sealed again', { endpoints: [sealed('old'), other] }],
  [
    'a further model',
    { models: ['a', 'b', 'c'].map((name) => ({ id: idOf(`provider/${name}`), name, enabled: true })) },
  ],
])('%s ends none', async (_title, changes) => {
  await publish(providerWith(changes));
  expect(names.map((name) => stateOf(name).suspensions.size)).toEqual([4, 4]);
});

it('what a request was sent with is outdated from the change on, however often the provider changes otherwise', async () => {
  const before = served('one');
  const [target] = before.routable.production.loadBalancing!.targets;
  await publish(providerWith({ name: 'renamed' }));
  expect(before.isOutdated(target!)).toBe(false);
  await publish(providerWith({ endpoints: [sealed('new'), other] }));
  await publish(providerWith({ endpoints: [sealed('new'), other], name: 'renamed again' }));
  expect(before.isOutdated(target!)).toBe(true);
  expect(served('one').isOutdated(served('one').routable.production.loadBalancing!.targets[0]!)).toBe(false);
});
