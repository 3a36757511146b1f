import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AiApiEntry,
  consumerKeyEntrySchema,
  entryKey,
  HEAD_KEY,
  InProcessKeyValueStore,
  InProcessMessageBus,
  SealingKey,
  TABLE_FORMAT_VERSION,
  TARGET_HEALTH_SUBJECT,
} from '@switchyard/contract';
import { startSimulator, type Simulator } from '@switchyard/simulator';
import pino from 'pino';
import { until } from '@switchyard/runtime';
import { startDataPlane, type DataPlane } from './data-plane';
import { consumerKeyHash } from './request/consumer-key';
import { GatewayUnderTest } from './testing/gateway-under-test.suite';

const KEY = 'sy_live_data_plane_test';
const sealingKey = new SealingKey(randomBytes(32).toString('base64'));

let simulator: Simulator;
let stores: { routingTable: InProcessKeyValueStore; dataPlanes: InProcessKeyValueStore };
let messageBus: InProcessMessageBus;
let dataPlane: DataPlane;

beforeEach(async () => {
  simulator = await startSimulator();
  stores = { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() };
  messageBus = new InProcessMessageBus();
  dataPlane = await start(0);
});
afterEach(async () => {
  await dataPlane.close();
  await simulator.close();
});

function start(port: number): Promise<DataPlane> {
  return startDataPlane({
    stores,
    messageBus,
    sealingKey,
    host: '127.0.0.1',
    port,
    adminPort: 0,
    requestBodyBytesMax: 1_000_000,
    log: pino({ level: 'silent' }),
  });
}

async function publish(revision: number, aiApi: AiApiEntry | null): Promise<void> {
  const lineage = '0199b0a0-0000-7000-8000-000000000001';
  const consumerId = '0199b0a0-0000-7000-8000-000000000002';
  const consumer = {
    id: consumerId,
    name: 'app',
    enabled: true,
    traceAllowed: false,
    aiApiIds: aiApi ? [aiApi.id] : [],
  };
  const key = consumerKeyEntrySchema.parse({
    id: randomUUID(),
    consumerId,
    environment: 'PRODUCTION',
    expiresAt: null,
  });
  const entries: [string, unknown][] = [
    ...(aiApi === null ? [] : [[entryKey('ai-api', aiApi.id), aiApi] as [string, unknown]]),
    [entryKey('consumer', consumerId), consumer],
    [entryKey('consumer-key', consumerKeyHash(KEY)), key],
  ];
  for (const [name, value] of entries) {
    await stores.routingTable.put(name, Buffer.from(JSON.stringify({ lineage, revision, value, previous: null })));
  }
  const head = { formatVersion: TABLE_FORMAT_VERSION, lineage, revision, publishedAt: new Date().toISOString() };
  await stores.routingTable.put(HEAD_KEY, Buffer.from(JSON.stringify({ ...head, entryCount: entries.length })));
}

/** An AI API on the simulator, without a credential, because this data plane has a different sealing key. */
function aiApi(): AiApiEntry {
  const { entry } = new GatewayUnderTest(simulator.url);
  return { ...entry, endpoints: entry.endpoints.map((endpoint) => ({ ...endpoint, sealedCredential: null })) };
}

const statusOf = async (path: string) => (await fetch(dataPlane.adminUrl + path)).status;

const chat = (body: object = {}, url = dataPlane.url) =>
  fetch(`${url}/support/chat/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ model: 'a', messages: [{ role: 'user', content: 'hello' }], ...body }),
  });

it('is alive from the start, and ready once it has a routing table', async () => {
  expect([await statusOf('/healthz'), await statusOf('/readyz'), (await chat()).status]).toEqual([200, 503, 503]);
  await publish(1, aiApi());
  await until(async () => (await statusOf('/readyz')) === 200, 'the data plane is ready');
  expect((await chat()).status).toBe(200);
});

it('reports the revision that it serves, and a refused one with the reason', async () => {
  const status = async () => {
    const { entries } = await stores.dataPlanes.read();
    const value = entries.get(dataPlane.id)?.value;
    return value === undefined ? null : (JSON.parse(Buffer.from(value).toString()) as Record<string, unknown>);
  };
  await publish(1, aiApi());
  await until(async () => (await status())?.['appliedRevision'] === 1, 'revision 1 is applied');
  const { entry } = new GatewayUnderTest(simulator.url);
  await publish(2, entry);
  await until(async () => (await status())?.['observedRevision'] === 2, 'revision 2 is observed');
  expect(await status()).toMatchObject({
    appliedRevision: 1,
    rejection: { revision: 2, entryKey: `ai-api.${entry.id}`, reason: expect.stringContaining('sealing key') },
  });
  expect((await chat()).status).toBe(200);
});

it('refuses to start on a port in use, and leaves nothing running', async () => {
  await expect(start(Number(new URL(dataPlane.url).port))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

it('lets a stream finish during close, and accepts no new connection', async () => {
  await publish(1, aiApi());
  await until(async () => (await statusOf('/readyz')) === 200, 'the data plane is ready');
  simulator.setBehaviours([{ answer: { contentChunks: 3, eventDelayMs: 50 } }]);
  const response = await chat({ stream: true });
  const closed = dataPlane.close();
  await expect(fetch(dataPlane.url)).rejects.toThrow('fetch failed');
  expect(await response.text()).toContain('[DONE]');
  await closed;
});

it('reports a suspended target to its peers, which then skip it', async () => {
  const gateway = new GatewayUnderTest(simulator.url);
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'], suspendDurationSeconds: 60 });
  const endpoints = gateway.entry.endpoints.map((endpoint) => ({ ...endpoint, sealedCredential: null }));
  await publish(1, { ...gateway.entry, endpoints });
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
