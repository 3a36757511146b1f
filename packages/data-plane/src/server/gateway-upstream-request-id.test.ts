import { credentialOf } from '@switchyard/test-entries';
import { gateway, simulatedGateway } from '../testing/simulated-gateway.suite';
import { ScriptedUpstream } from '../testing/scripted-upstream.suite';
import { ask, type Vendor, VENDORS } from '../testing/vendors.suite';

simulatedGateway();

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = new ScriptedUpstream();
  gateway.moveEndpoints(await upstream.listen());
});
afterEach(() => upstream.close());

function answers(
  vendor: Vendor,
  headers: Record<string, string>,
  status = 200,
  body = '{"choices":[{}],"content":[{}]}',
) {
  gateway.provider.profile = vendor.profile;
  gateway.serve();
  upstream.scripts.set('a', (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
}
const idOf = ({ headers }: Response) => headers.get('x-upstream-request-id');

it.each<[string, keyof typeof VENDORS, Record<string, string>, string]>([
  ['OpenAI', 'openai', { 'x-request-id': 'req_1' }, 'req_1'],
  ['vLLM', 'compatible', { 'X-Request-Id': 'chatcmpl-1' }, 'chatcmpl-1'],
  ['Anthropic', 'anthropic', { 'request-id': 'req_011', 'x-request-id': 'of a proxy' }, 'req_011'],
  ['Azure', 'azure', { 'apim-request-id': '5f6', 'x-ms-region': 'x' }, '5f6'],
  ['Azure, by its other header', 'azure', { 'x-ms-request-id': '7a8' }, '7a8'],
  ['Mistral', 'mistral', { 'mistral-correlation-id': '0193' }, '0193'],
  ['Bedrock', 'anthropic', { 'x-amzn-requestid': 'c0ffee' }, 'c0ffee'],
])("the vendor's id of a request comes back beside ours: %s", async (_vendor, name, headers, id) => {
  answers(VENDORS[name], headers);
  const response = await ask(gateway, VENDORS[name]);
  expect([response.status, idOf(response)]).toEqual([200, id]);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('comes back with an error and with a stream, and stands in the log of a failed request', async () => {
  gateway.setPolicies({ kind: 'ROUND_ROBIN', production: ['a'] });
  answers(VENDORS.openai, { 'x-request-id': 'req_bad' }, 500, '{"error":{"message":"no"}}');
  expect(idOf(await ask(gateway, VENDORS.openai))).toBe('req_bad');
  expect(gateway.log.join()).toContain('"upstreamRequestId":"req_bad"');
  answers(VENDORS.openai, { 'x-request-id': 'req_s', 'content-type': 'text/event-stream' }, 200, 'data: [DONE]\n\n');
  expect(idOf(await ask(gateway, VENDORS.openai, true))).toBe('req_s');
});

it('belongs to the attempt whose answer is passed on, also where an error of ours takes its place', async () => {
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
  answers(VENDORS.openai, { 'x-request-id': 'req_a' }, 500, '{"error":{"message":"no"}}');
  upstream.scripts.set('b', (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_b' }).end('{"choices":[{}]}');
  });
  expect(idOf(await ask(gateway, VENDORS.openai))).toBe('req_b');
  expect(gateway.log.join()).toMatch(/"upstreamRequestId":"req_a".*"upstreamRequestId":"req_b"/);
  upstream.scripts.set('b', (response) => {
    response.writeHead(401, { 'x-request-id': 'req_401' }).end('{"error":{"message":"bad key"}}');
  });
  gateway.nowMs += 3_600_000;
  const rejected = await ask(gateway, VENDORS.openai);
  expect([rejected.status, idOf(rejected)]).toEqual([502, 'req_401']);
});

it('is absent if the vendor names none, names a text, quotes the credential, or was not asked', async () => {
  const credential = credentialOf('production');
  for (const id of [undefined, '', 'two words', 'x'.repeat(129), credential, `id-${credential.slice(-13)}`]) {
    answers(VENDORS.openai, id === undefined ? {} : { 'x-request-id': id });
    const response = await ask(gateway, VENDORS.openai);
    expect([response.status, idOf(response)]).toEqual([200, null]);
  }
  const refused = await gateway.chat({ model: 'a' }, { key: 'sy_live_unknown' });
  expect(idOf(refused)).toBeNull();
});

it('is ours alone: a vendor cannot set the header itself', async () => {
  answers(VENDORS.openai, { 'x-upstream-request-id': 'theirs', 'x-request-id': 'req_1' });
  expect(idOf(await ask(gateway, VENDORS.openai))).toBe('req_1');
  answers(VENDORS.openai, { 'x-upstream-request-id': 'theirs' });
  expect(idOf(await ask(gateway, VENDORS.openai))).toBeNull();
});
