import { gzipSync } from 'node:zlib';
import { postChat } from './harness/chat';
import { makeConfiguration, type Configuration } from './harness/demo-configuration';
import { FullStack } from './harness/full-stack';
import { untilServed } from './harness/served-revision';

const MIB = 1024 * 1024;

let stack: FullStack;
let gateway: string;
let configuration: Configuration;

beforeAll(async () => {
  stack = await FullStack.start();
  const { graphql } = await stack.startControlPlane();
  configuration = await makeConfiguration(graphql, stack.simulator.url);
  gateway = (await stack.startDataPlane()).url;
  await untilServed(gateway, configuration.revision);
});
afterAll(() => stack.stop());

const chatOf = (content: string) => JSON.stringify({ model: 'gpt-a', messages: [{ role: 'user', content }] });

it.each<[string, number, string, () => [body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>]]>([
  ['malformed JSON', 400, 'invalid_json', () => ['{"model":']],
  ['a JSON array', 400, 'invalid_json', () => ['[]']],
  ['a model that is a number', 400, 'invalid_model', () => ['{"model":1}']],
  ['a body of 33 MiB', 413, 'request_too_large', () => [chatOf('x'.repeat(33 * MIB))]],
  [
    'a gzip bomb',
    413,
    'request_too_large',
    () => [new Uint8Array(gzipSync(Buffer.alloc(256 * MIB))), { 'content-encoding': 'gzip' }],
  ],
  ['an unknown content-encoding', 415, 'unsupported_encoding', () => [chatOf('x'), { 'content-encoding': 'lzma' }]],
  ['no key', 401, 'invalid_api_key', () => [chatOf('x'), { authorization: '' }]],
  ['a wrong key', 401, 'invalid_api_key', () => [chatOf('x'), { authorization: 'Bearer sy_live_wrong' }]],
  ['two keys', 401, 'invalid_api_key', () => [chatOf('x'), { 'x-api-key': 'sy_live_other' }]],
])('%s is answered by %i %s, and by OpenAI’s error format', async (_title, status, code, make) => {
  const [body, headers] = make();
  const response = await postChat(gateway, configuration, body, headers);
  expect([response.status, await response.json()]).toEqual([
    status,
    { error: { message: expect.any(String), type: 'invalid_request_error', param: null, code } },
  ]);
});

it('a body of almost 32 MiB goes through', async () => {
  const response = await postChat(gateway, configuration, chatOf('x'.repeat(31 * MIB)));
  expect(response.status).toBe(200);
});

it('an unknown path is a 404, even with a key', async () => {
  const response = await postChat(gateway, { ...configuration, basePath: '/nowhere' }, chatOf('x'));
  expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
    404,
    'ai_api_not_found',
  ]);
});
