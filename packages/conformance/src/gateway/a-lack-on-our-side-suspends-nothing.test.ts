import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { GatewayAlone } from '../harness/gateway-alone';
import { until } from '../harness/until';

/** Fewer descriptors than the test takes, and more than the program needs for itself. */
const OPEN_FILES_MAX = 80;

let gateway: GatewayAlone;
const taken: Socket[] = [];
beforeAll(async () => (gateway = await GatewayAlone.start({}, { openFilesMax: OPEN_FILES_MAX })));
afterEach(() => {
  for (const socket of taken.splice(0)) socket.destroy();
});
afterAll(() => gateway.stop());

interface Asked {
  readonly status: number;
  readonly code: unknown;
  readonly target: unknown;
  readonly retryAfter: unknown;
  readonly attempts: unknown;
}

/** A consumer that has its connection already, and so can still ask when no further one is taken. */
class KnownConsumer {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** @param path below the AI API's base path; an unknown one is answered by nobody but the gateway */
  async ask(path = 'chat/completions'): Promise<Asked> {
    const { hostname, port } = new URL(gateway.url);
    const body = JSON.stringify({ model: 'a', messages: [{ role: 'user', content: 'hello' }] });
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      request(
        { hostname, port, path: `${gateway.basePath}/${path}`, method: 'POST', agent: this.#agent, headers },
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

/** Opens idle connections until the gateway has no descriptor left for one more, and closes it again. */
async function takeAllDescriptors(): Promise<void> {
  const { hostname, port } = new URL(gateway.url);
  let closed = 0;
  await until('the gateway has no descriptor left', async () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {}).on('close', () => (closed += 1));
    taken.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
    return closed > 0 ? true : null;
  });
}

it.each([
  ['an address', '127.0.0.1'],
  ['a name', 'localhost'],
])(
  'a want of descriptors while dialling %s is answered by `overloaded`, and suspends no target',
  async (_title, hostname) => {
    const url = new URL(`${gateway.simulator.url}/v1`);
    url.hostname = hostname;
    const policy = { kind: 'FAILOVER' as const, production: ['a', 'b'], suspendDurationSeconds: 600 };
    await gateway.configure(['a', 'b'], [policy], undefined, (aiApi) => {
      for (const endpoint of aiApi.endpoints) endpoint.url = url.href;
    });
    const consumer = new KnownConsumer();
    // Refused before a target is asked, so that no connection to one is there already.
    expect(await consumer.ask('%2F')).toMatchObject({ status: 400, attempts: '0' });
    await takeAllDescriptors();
    // The connection that was closed last left its descriptor to this one.
    taken.pop()?.destroy();
    const refused = await consumer.ask();
    expect(refused).toEqual({
      status: 503,
      code: 'overloaded',
      target: 'production/b',
      retryAfter: '1',
      attempts: '2',
    });
    expect(gateway.simulator.requests()).toEqual([]);
    for (const socket of taken.splice(0)) socket.destroy();
    await until('there are descriptors again', async () => ((await consumer.ask()).status === 200 ? true : null));
    expect(await consumer.ask()).toMatchObject({ status: 200, target: 'production/a', attempts: '1' });
    consumer.close();
  },
);
