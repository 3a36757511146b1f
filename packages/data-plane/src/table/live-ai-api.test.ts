import { InProcessKeyValueStore } from '@switchyard/contract';
import { TableWriter } from '@switchyard/test-entries';
import { suspend } from '../testing/suspend.suite';
import type { RoutingTable } from './routing-table';
import { aiApi, deletionOf, endpoint, idOf, provider, tableKey } from './routing-table.suite';
import { applied as appliedBy, closeFollowers, follow } from './table-follower.suite';

afterEach(closeFollowers);

let store: InProcessKeyValueStore;
let writer: TableWriter;
beforeEach(() => {
  store = new InProcessKeyValueStore();
  writer = new TableWriter(store, tableKey);
});
const applied = (table: RoutingTable, revision?: number) => appliedBy(writer, table, revision);
const served = (table: RoutingTable, basePath: string) => table.aiApisByBasePath.get(basePath);

test('a change of a provider reaches the next request to each of its AI APIs, and changes none of them', async () => {
  await writer.publish({ ...provider('provider'), ...aiApi('chat', '/chat'), ...aiApi('other', '/other') });
  const { table } = follow(store);
  await applied(table);
  const [before, aiApiBefore] = [served(table, '/chat'), table.aiApi(idOf('chat'))];
  expect(served(table, '/chat')).toBe(before);
  await writer.publish(provider('provider', { name: 'renamed' }));
  await applied(table);
  for (const path of ['/chat', '/other']) {
    expect(served(table, path)?.routable.provider.entry.name).toBe('renamed');
  }
  expect(table.aiApi(idOf('chat'))).toBe(aiApiBefore);
  // A request that began before keeps both as they were.
  expect(before?.routable.provider.entry.name).toBe('provider');
});

test('an AI API cannot be called while its provider is missing, and can as soon as there is one', async () => {
  await writer.publish(aiApi('chat', '/chat'));
  const { table } = follow(store);
  await applied(table);
  expect(served(table, '/chat')).toBeUndefined();
  await writer.publish(provider('provider'));
  await applied(table);
  expect(served(table, '/chat')?.routable.entry.name).toBe('chat');
});

test('the turns and suspensions of a policy survive every change that leaves the policy', async () => {
  const policy = {
    kind: 'ROUND_ROBIN' as const,
    id: idOf('policy'),
    suspendDurationSeconds: 30,
    requestTimeoutSeconds: 30,
    totalTimeoutSeconds: 60,
    failureStatuses: [[500, 599] satisfies [number, number]],
    failoverOn: [],
    maxAttempts: 1,
    production: ['a', 'b'].map((model) => ({ modelId: idOf(`provider/${model}`), endpointId: idOf('endpoint') })),
    sandbox: [],
  };
  const endpoints = [endpoint('endpoint')];
  const withPolicy = (changes = {}) => aiApi('chat', '/chat', { policies: [policy], ...changes });
  await writer.publish({ ...provider('provider', { endpoints }), ...withPolicy() });
  const { table } = follow(store);
  await applied(table);
  const stateOf = () => [...(served(table, '/chat')?.policyStates.values() ?? [])][0];
  const state = stateOf()!;
  const target = served(table, '/chat')!.routable.production.loadBalancing!.targets[0]!;
  state.takeTicket();
  suspend(state, target, 0, 60_000, null, { cause: 'TIMEOUT', status: null, detail: null });
  await writer.publish(provider('provider', { endpoints: [endpoint('endpoint', { name: 'renamed' })] }));
  await writer.publish(withPolicy({ basePath: '/chat', totalTimeoutSeconds: 7 }));
  await writer.publish(withPolicy({ policies: [{ ...policy, production: policy.production.toReversed() }] }));
  await applied(table);
  expect(stateOf()).toBe(state);
  expect([...table.policyStates.everSuspended()].map((each) => each.state)).toEqual([state]);
  await writer.publish(withPolicy({ policies: [] }));
  await applied(table);
  expect([...table.policyStates.everSuspended()]).toEqual([]);
  await writer.publish(withPolicy());
  await applied(table);
  expect(stateOf()?.suspensions.size).toBe(0);
  // A request that outlived the policy changes nothing that is reported.
  suspend(state, target, 0, 90_000, null, { cause: 'TIMEOUT', status: null, detail: null });
  expect([...table.policyStates.everSuspended()]).toEqual([]);
});

test('what is known of a target is forgotten when it leaves its side, and only there', async () => {
  const targets = ['a', 'b', 'c'].map((model) => ({
    modelId: idOf(`provider/${model}`),
    endpointId: idOf('endpoint'),
  }));
  const policy = {
    kind: 'ROUND_ROBIN' as const,
    id: idOf('policy'),
    suspendDurationSeconds: 30,
    requestTimeoutSeconds: 30,
    totalTimeoutSeconds: 60,
    failureStatuses: [[500, 599] satisfies [number, number]],
    failoverOn: [],
    maxAttempts: 1,
    production: targets,
    sandbox: targets,
  };
  const publish = async (production: typeof targets) => {
    await writer.publish(aiApi('chat', '/chat', { policies: [{ ...policy, production }] }));
  };
  await writer.publish(provider('provider', { endpoints: [endpoint('endpoint')] }));
  await publish(targets);
  const { table } = follow(store);
  await applied(table);
  served(table, '/chat');
  const side = { aiApiId: idOf('chat'), policyId: policy.id };
  const [production, sandbox] = (['PRODUCTION', 'SANDBOX'] as const).map((environment) =>
    table.policyStates.of({ ...side, environment }),
  );
  const [a, b] = served(table, '/chat')!.routable.production.loadBalancing!.targets;
  for (const state of [production, sandbox]) {
    for (const target of [a!, b!])
      suspend(state!, target, 0, 60_000, null, { cause: 'TIMEOUT', status: null, detail: null });
  }
  await publish(targets.slice(1));
  await applied(table);
  expect([...production!.suspensions.keys()]).toEqual([b!.key]);
  expect([...sandbox!.suspensions.keys()]).toEqual([a!.key, b!.key]);
  // A request that began before fails afterwards.
  suspend(production!, a!, 0, 60_000, null, { cause: 'TIMEOUT', status: null, detail: null });
  await publish(targets);
  await applied(table);
  expect([...production!.suspensions.keys()]).toEqual([b!.key]);
  expect(table.policyStates.of({ ...side, environment: 'PRODUCTION' })).toBe(production);
});

test('lets two AI APIs swap base paths in one revision', async () => {
  await writer.publish({ ...provider('provider'), ...aiApi('left', '/left'), ...aiApi('right', '/right') });
  const { table } = follow(store);
  await applied(table);
  await writer.publish({ ...aiApi('left', '/right'), ...aiApi('right', '/left') });
  await applied(table);
  expect(['/left', '/right'].map((path) => served(table, path)?.routable.entry.name)).toEqual(['right', 'left']);
  await writer.publish({ ...aiApi('left', '/elsewhere'), ...deletionOf(aiApi('right', '/left')) });
  await applied(table);
  expect(['/left', '/right', '/elsewhere'].map((path) => served(table, path)?.routable.entry.name)).toEqual([
    undefined,
    undefined,
    'left',
  ]);
});
