import { randomBytes, randomUUID } from 'node:crypto';
import {
  type DataPlaneStatus,
  decodeStatus,
  entryKey,
  InProcessKeyValueStore,
  InProcessMessageBus,
  SealingKey,
  TARGET_HEALTH_SUBJECT,
} from '@switchyard/contract';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import { type TableChanges, TableWriter } from '@switchyard/test-entries';
import pino from 'pino';
import { until } from '@switchyard/runtime';
import { type DataPlane, type DataPlaneOptions, runDataPlane, startDataPlane } from './data-plane';
import { LocalGateway } from './gateway/local-gateway';
import { consumerKeyHash } from './request/consumer-key';
import { GatewayUnderTest, sealingKey } from './testing/gateway-under-test.suite';
import { TargetClosed } from './table/revision-target';
import type { RouteTrace } from './trace/route-trace';

const KEY = 'sy_live_data_plane_test';

let simulator: Simulator;
let stores: { routingTable: InProcessKeyValueStore; dataPlanes: InProcessKeyValueStore };
let writer: TableWriter;
let messageBus: InProcessMessageBus;
let dataPlane: DataPlane;

beforeEach(async () => {
  simulator = await startSimulator();
  stores = { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() };
  writer = new TableWriter(stores.routingTable, sealingKey.tableKey);
  messageBus = new InProcessMessageBus();
  dataPlane = await start(0);
});
afterEach(async () => {
  await dataPlane.close();
  await simulator.close();
});

function start(port: number, onFirstTable?: () => void): Promise<DataPlane> {
  return startDataPlane(optionsWith(port, onFirstTable));
}
function optionsWith(port: number, onFirstTable?: () => void): DataPlaneOptions {
  return {
    stores,
    messageBus,
    sealingKey,
    host: '127.0.0.1',
    port,
    adminPort: 0,
    requestBodyBytesMax: 1_000_000,
    ...(onFirstTable === undefined ? {} : { onFirstTable }),
    log: pino({ level: 'silent' }),
  };
}

/** Publishes entries of a gateway's AI API and provider, and a consumer with the key `KEY`. */
async function publish({ entry, provider }: GatewayUnderTest, others: TableChanges = {}): Promise<void> {
  const consumerId = '0199b0a0-0000-7000-8000-000000000002';
  const consumer = { id: consumerId, name: 'app', enabled: true, traceAllowed: true, aiApiIds: [entry.id] };
  const key = { id: randomUUID(), consumerId, environment: 'PRODUCTION', expiresAt: null };
  await writer.publish({
    [entryKey('provider', provider.id)]: provider,
    [entryKey('ai-api', entry.id)]: entry,
    [entryKey('consumer', consumerId)]: consumer,
    [entryKey('consumer-key', consumerKeyHash(KEY))]: key,
    ...others,
  });
}

async function status(): Promise<DataPlaneStatus | null> {
  const item = (await stores.dataPlanes.read()).entries.get(dataPlane.id);
  return item === undefined ? null : decodeStatus(sealingKey.statusKey, dataPlane.id, item.value).status;
}

const statusOf = async (path: string) => (await fetch(dataPlane.adminUrl + path)).status;

const chat = (body: object = {}, url = dataPlane.url, headers: Record<string, string> = {}) =>
  fetch(`${url}/support/chat/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, ...headers },
    body: JSON.stringify({ model: 'a', messages: [{ role: 'user', content: 'hello' }], ...body }),
  });

it('is alive from the start, and ready once it has a routing table', async () => {
  expect([await statusOf('/healthz'), await statusOf('/readyz'), (await chat()).status]).toEqual([200, 503, 503]);
  await publish(new GatewayUnderTest(simulator.url));
  await until(async () => (await statusOf('/readyz')) === 200, 'the data plane is ready');
  expect((await chat()).status).toBe(200);
});

it('tells when it first has a table to serve', async () => {
  const tables = jest.fn();
  await dataPlane.close();
  dataPlane = await start(0, tables);
  expect(tables).not.toHaveBeenCalled();
  const gateway = new GatewayUnderTest(simulator.url);
  for (const revision of [1, 2]) {
    await publish(gateway);
    await until(async () => (await status())?.appliedRevision === revision, `revision ${revision} is applied`);
  }
  expect(tables).toHaveBeenCalledTimes(1);
});

it('says why it is not ready if the table in NATS was rejected', async () => {
  const { id, tableKey } = new SealingKey(randomBytes(32).toString('base64'));
  writer = new TableWriter(stores.routingTable, tableKey);
  await publish(new GatewayUnderTest(simulator.url));
  const reason = async () => (await fetch(`${dataPlane.adminUrl}/readyz`)).text();
  await until(async () => (await reason()).includes(`rejected: signed with sealing key ${id}`), 'readyz says why');
});

it('reports the revision that it serves, and a refused one with the reason', async () => {
  const gateway = new GatewayUnderTest(simulator.url);
  await publish(gateway);
  await until(async () => (await status())?.appliedRevision === 1, 'revision 1 is applied');
  const [entryKeyOfOther, other] = [entryKey('ai-api', randomUUID()), gateway.entry];
  await publish(gateway, { [entryKeyOfOther]: other });
  await until(async () => (await status())?.observedRevision === 2, 'revision 2 is observed');
  expect(await status()).toMatchObject({
    appliedRevision: 1,
    rejection: { revision: 2, code: 'INVALID_ENTRY', entryKey: entryKeyOfOther },
  });
  expect((await chat()).status).toBe(200);
});

it('takes an endpoint whose credential it cannot read out of rotation, reports it, and serves the revision', async () => {
  const gateway = new GatewayUnderTest(simulator.url);
  const other = gateway.addEndpoint('other', `${simulator.url}/v1`);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a@production', 'a@other'] });
  const production = gateway.provider.endpoints[0]!;
  const foreign = new SealingKey(randomBytes(32).toString('base64'));
  const { id: endpointId, url } = production;
  production.sealedCredential = foreign.seal({ apiKey: 'unreadable' }, { endpointId, url });
  await publish(gateway);
  await until(async () => (await status())?.appliedRevision === 1, 'revision 1 is applied');
  expect(await status()).toMatchObject({
    rejection: null,
    endpointFaults: [
      {
        providerId: gateway.provider.id,
        endpointId: production.id,
        reason: expect.stringContaining('sealing key'),
      },
    ],
  });
  const response = await chat({}, dataPlane.url, { 'x-switchyard-trace': '1' });
  expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, `${other.name}/a`]);
  const { candidates } = JSON.parse(response.headers.get('x-switchyard-trace')!) as RouteTrace;
  expect(candidates.map(({ target, reason }) => `${target} ${reason}`)).toEqual([
    'other/a FALLBACK',
    'production/a CREDENTIAL_UNREADABLE',
  ]);
  // It is not the default endpoint either.
  expect(await (await chat({ model: 'b' })).json()).toMatchObject({ error: { code: 'environment_not_configured' } });
  gateway.moveEndpoints(`${simulator.url}/v1`);
  await publish(gateway);
  await until(async () => (await status())?.endpointFaults.length === 0, 'the credential can be read');
  expect((await chat()).headers.get('x-switchyard-target')).toBe('production/a');
});

it('is not ready while nothing of it accepts requests, although it has a table', async () => {
  class WithoutWorkers extends LocalGateway {
    override get isListening(): boolean {
      return false;
    }
  }
  await dataPlane.close();
  const options = optionsWith(0);
  dataPlane = await runDataPlane(options, (listener) => new WithoutWorkers(options, listener));
  await publish(new GatewayUnderTest(simulator.url));
  const reason = async () => (await fetch(`${dataPlane.adminUrl}/readyz`)).text();
  await until(async () => (await reason()).includes('no worker accepts requests: see the log'), 'readyz says why');
  expect(await statusOf('/healthz')).toBe(200);
});

it('says that no worker runs while it waits for one, and stops waiting when it is told to stop', async () => {
  class WithoutWorkers extends LocalGateway {
    readonly #waiting = Promise.withResolvers<never>();
    override get isRunning(): boolean {
      return false;
    }
    override listen(): Promise<number> {
      return this.#waiting.promise;
    }
    override stopWaiting(): void {
      this.#waiting.reject(new TargetClosed());
    }
  }
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const stopping = new AbortController();
  const options: DataPlaneOptions = { ...optionsWith(0), log, signal: stopping.signal };
  const starting = runDataPlane(options, (listener) => new WithoutWorkers(options, listener));
  const rejected = expect(starting).rejects.toThrow('told to stop');
  const { adminUrl } = await until(
    () => lines.map((line) => JSON.parse(line) as { adminUrl?: string }).find((line) => line.adminUrl !== undefined),
    'it says where it listens for operators',
  );
  const reason = async () => (await fetch(`${adminUrl}/readyz`)).text();
  await until(async () => (await reason()).includes('no worker is running: see the log'), 'it says why');
  stopping.abort(new Error('told to stop'));
  await rejected;
});

it('refuses to start on a port in use, and leaves nothing running', async () => {
  await expect(start(Number(new URL(dataPlane.url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('lets a stream finish during close, and accepts no new connection', async () => {
  await publish(new GatewayUnderTest(simulator.url));
  await until(async () => (await statusOf('/readyz')) === 200, 'the data plane is ready');
  simulator.setBehaviours([{ answer: { contentChunks: 3, eventDelayMs: 50 } }]);
  const response = await chat({ stream: true });
  const closed = dataPlane.close();
  const isRefused = () =>
    fetch(dataPlane.url).then(
      () => false,
      () => true,
    );
  await until(isRefused, 'it accepts no new connection');
  expect(await response.text()).toContain('[DONE]');
  await closed;
});

it('reports a suspended target to its peers, which then skip it', async () => {
  const gateway = new GatewayUnderTest(simulator.url);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
  await publish(gateway);
  const peer = await start(0);
  try {
    for (const { url } of [dataPlane, peer])
      await until(async () => (await chat({}, url)).status === 200, 'the request is served');
    simulator.clearRequests();
    simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
    const reported = new Promise<void>((resolve) => {
      const stop = messageBus.subscribe(TARGET_HEALTH_SUBJECT, () => {
        stop();
        resolve();
      });
    });
    expect((await chat()).headers.get('x-switchyard-target')).toBe('production/b');
    await reported;
    expect((await chat({}, peer.url)).headers.get('x-switchyard-target')).toBe('production/b');
    expect(simulator.requests().map(({ model }) => model)).toEqual(['a', 'b', 'b']);
  } finally {
    await peer.close();
  }
});
