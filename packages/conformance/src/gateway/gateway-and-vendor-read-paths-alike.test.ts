import { geminiProfile } from '@switchyard/contract';
import { connect } from 'node:net';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());
beforeEach(() => gateway.configure(['a', 'org/b'], [{ kind: 'ROUND_ROBIN', production: ['org/b'] }]));

/** Sends a path unchanged, which no client library does, and returns the answer. */
function post(path: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST ${gateway.basePath}/${path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${gateway.liveKey}\r\n` +
          'content-length: 2\r\nconnection: close\r\n\r\n{}',
      );
    });
    socket.on('data', (chunk) => (answer += chunk.toString())).on('end', () => resolve(answer));
    socket.on('error', reject).setTimeout(5_000, () => socket.destroy(new Error('no end of the answer')));
  });
}

it.each([
  '%2563hat/completions',
  '%25%36%33hat/completions',
  'chat%252Fcompletions',
  'chat%2Fcompletions',
  'chat/completions;v=1',
  'chat;v=1/completions',
  'chat/completions%3Bv=1',
])('a routed operation cannot be spelled so that only the upstream recognizes it: %s', async (path) => {
  const answer = await post(path);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"code":"invalid_path"');
  expect(gateway.simulator.requests()).toEqual([]);
});

it.each(['files/file-abc.1:2', 'batches/100%25', 'files/a%20b%3A%C3%A9'])(
  'the id of a stored object reaches the default endpoint unchanged: %s',
  async (path) => {
    await post(path);
    expect(gateway.simulator.requests().map((request) => request.path)).toEqual([`/v1/${path}`]);
  },
);

it('a model’s segment may contain any name, and the policy still chooses the model', async () => {
  await gateway.configure(['a', 'org/b'], [{ kind: 'ROUND_ROBIN', production: ['org/b'] }], geminiProfile, () => {
    gateway.moveEndpoints(gateway.simulator.url);
  });
  for (const model of ['org%2Fa', 'a;v=1', 'a%2541', 'a:1']) await post(`v1beta/models/${model}:generateContent`);
  expect(gateway.simulator.requests().map((request) => request.path)).toEqual(
    Array<string>(4).fill('/v1beta/models/org%2Fb:generateContent'),
  );
});
