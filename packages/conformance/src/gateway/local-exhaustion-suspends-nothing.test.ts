import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@switchyard/runtime';
import { GatewayAlone } from '../harness/gateway-alone';

/** Far fewer than the default limits can need. */
const OPEN_FILES_MAX = 256;
/** The gateway's lowered limits, as its warning says. */
const LOWERED = { connections: 64, requests: 32 };
/** One AI API can use half of the requests. */
const COPY = '/copy/chat';
/** Connections of the harness, which asks the gateway which revision it serves. */
const OWN_CONNECTIONS_MAX = 8;

/** Loaded into the gateway: each signal makes it open all remaining files, or close them again. */
const HOG = `
const { closeSync, openSync } = require('node:fs');
const taken = [];
process.on('SIGUSR2', () => {
  const isTaken = taken.length > 0;
  for (const descriptor of taken.splice(0)) closeSync(descriptor);
  try {
    while (!isTaken) taken.push(openSync('/dev/null', 'r'));
  } catch {}
  process.stderr.write(isTaken ? 'files given back\\n' : 'files taken\\n');
});
`;

let gateway: GatewayAlone;
let folder: string;
const taken: Socket[] = [];
const consumers: KnownConsumer[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-hog-'));
  await writeFile(join(folder, 'hog.js'), HOG);
  gateway = await GatewayAlone.start(
    { NODE_OPTIONS: `--require ${join(folder, 'hog.js')}` },
    { openFilesMax: OPEN_FILES_MAX },
  );
});
afterEach(() => {
  for (const socket of taken.splice(0)) socket.destroy();
  for (const consumer of consumers.splice(0)) consumer.close();
});
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});

interface Asked {
  readonly status: number;
  readonly code: unknown;
  readonly target: unknown;
  readonly retryAfter: unknown;
  readonly attempts: unknown;
}

/** A consumer with an open connection, which it can use even while no other one is accepted. */
class KnownConsumer {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** @param path below the AI API's base path; the gateway itself answers an ambiguous path */
  async ask(path = 'chat/completions', basePath: string = gateway.basePath): Promise<Asked> {
    const { hostname, port } = new URL(gateway.url);
    const body = JSON.stringify({ model: 'a', messages: [{ role: 'user', content: 'hello' }] });
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      request(
        { hostname, port, path: `${basePath}/${path}`, method: 'POST', agent: this.#agent, headers },
        (response) => {
          let text = '';
          response
            .on('data', (chunk: Buffer) => (text += chunk.toString()))
            .on('end', () => {
              const { error } = JSON.parse(text) as { error?: { code: unknown } };
              resolve({
                status: response.statusCode ?? 0,
                code: error?.code ?? null,
                target: response.headers['x-switchyard-target'],
                retryAfter: response.headers['retry-after'],
                attempts: response.headers['x-switchyard-attempts'],
              });
            });
        },
      )
        .on('error', reject)
        .end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Consumers with open connections, each opened by a request that is refused before it reaches a target. */
async function connectConsumers(count: number): Promise<readonly [KnownConsumer, ...KnownConsumer[]]> {
  const connected = async () => {
    const consumer = new KnownConsumer();
    consumers.push(consumer);
    // Connections closed by an earlier test may still count for a moment.
    const { status } = await until(() => consumer.ask('%2F'), 'a connection is accepted');
    expect(status).toBe(400);
    return consumer;
  };
  return Promise.all([connected(), ...Array.from({ length: count - 1 }, connected)]);
}

/** Two targets on the simulator in a failover; a failure suspends a target for ten minutes. */
async function configure(hostname: string): Promise<void> {
  const url = new URL(`${gateway.simulator.url}/v1`);
  url.hostname = hostname;
  const policy = { kind: 'FAILOVER' as const, production: ['a', 'b'], suspendDurationSeconds: 600 };
  await gateway.configure(['a', 'b'], [policy], undefined, () => {
    gateway.moveEndpoints(url.href);
  });
}

/** Opens idle connections until the gateway closes one. */
async function takeAllConnections(): Promise<void> {
  const { hostname, port } = new URL(gateway.url);
  let closed = 0;
  await until(async () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}).on('close', () => (closed += 1));
    taken.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    return closed > 0 ? true : null;
  }, 'the gateway accepts no further connection');
}

async function signalHog(done: string): Promise<void> {
  const begin = gateway.program.output.length;
  gateway.program.signal('SIGUSR2');
  await until(() => gateway.program.output.slice(begin).includes(done), `the hog says "${done}"`);
}

it('limits that exceed the open files are lowered, and one line says so', () => {
  const lines = gateway.program.output.split('\n').filter((line) => line.includes('open files'));
  expect(lines).toEqual([
    expect.stringContaining(`${LOWERED.connections} consumer connections and ${LOWERED.requests} requests in flight`),
  ]);
});

describe.each([
  ['an address', '127.0.0.1'],
  ['a name', 'localhost'],
])('consumers never use up the open files needed to connect to %s', (_title, hostname) => {
  beforeEach(() => configure(hostname));

  it('with idle connections', async () => {
    const [consumer] = await connectConsumers(1);
    await takeAllConnections();
    expect(await consumer.ask()).toMatchObject({ status: 200, target: 'production/a', attempts: '1' });
  });

  it('with requests: as many as the limit reach a target, and further ones are refused', async () => {
    await gateway.publishCopy(COPY);
    gateway.simulator.setBehaviours([{ answer: { silent: true } }]);
    const connected = await connectConsumers(LOWERED.connections - OWN_CONNECTIONS_MAX);
    const held = connected.slice(0, LOWERED.requests);
    const refused = connected.slice(LOWERED.requests);
    for (const [index, consumer] of held.entries()) {
      consumer.ask(undefined, index % 2 === 0 ? gateway.basePath : COPY).catch(() => undefined);
    }
    await until(() => gateway.simulator.requests().length === LOWERED.requests, 'all of them have reached the target');
    for (const asked of await Promise.all(refused.map((consumer) => consumer.ask()))) {
      expect(asked).toMatchObject({ status: 503, code: 'overloaded', retryAfter: '1' });
    }
    for (const consumer of held) consumer.close();
    gateway.simulator.clearBehaviours();
    const [another] = refused;
    const asked = await until(async () => {
      const answer = await another?.ask();
      return answer?.code === 'overloaded' ? null : (answer ?? null);
    }, 'a request is admitted again');
    expect(asked).toMatchObject({ status: 200, target: 'production/a', attempts: '1' });
  });
});

it('a connection attempt without a free open file is answered with `overloaded`, and suspends no target', async () => {
  await configure('127.0.0.1');
  const [consumer] = await connectConsumers(1);
  await signalHog('files taken');
  expect(await consumer.ask()).toEqual({
    status: 503,
    code: 'overloaded',
    target: 'production/b',
    retryAfter: '1',
    attempts: '2',
  });
  expect(gateway.simulator.requests()).toEqual([]);
  await signalHog('files given back');
  expect(await consumer.ask()).toMatchObject({ status: 200, target: 'production/a', attempts: '1' });
});
