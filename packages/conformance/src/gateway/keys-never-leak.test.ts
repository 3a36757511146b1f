import { credentialOf } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start({ SWITCHYARD_LOG_LEVEL: 'trace' })));
afterAll(() => gateway.stop());

it("no endpoint's key appears in a call to another endpoint, and no key in a response or a log", async () => {
  await gateway.configure(['a', 'b', 'c'], [], undefined, () => {
    gateway.addEndpoint('second', `${gateway.simulator.url}/second`);
    gateway.addEndpoint('third', `${gateway.simulator.url}/third`);
  });
  await gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b@second', 'c@third'] });
  const echo = (endpoint: string) => ({
    match: { key: credentialOf(endpoint) },
    answer: {
      status: 401,
      headers: { authorization: credentialOf(endpoint), 'x-api-key': credentialOf(endpoint) },
      body: `the key ${credentialOf(endpoint)} is bad`,
    },
  });
  gateway.simulator.setBehaviours([echo('production'), echo('second'), echo('third')]);
  const { status, headers, text } = await gateway.chat({ model: 'a' });
  expect(status).toBe(502);

  const seen = gateway.simulator.requests();
  expect(seen.map(({ path }) => path.split('/')[1])).toEqual(['v1', 'second', 'third']);
  const endpoints = ['production', 'second', 'third'];
  seen.forEach(({ rawHeaders, path }, index) => {
    const sent = rawHeaders.join('\n') + path;
    for (const endpoint of endpoints) {
      expect(sent.includes(credentialOf(endpoint))).toBe(endpoint === endpoints[index]);
    }
    expect(sent).not.toContain(gateway.liveKey);
  });
  await until(() => gateway.program.output.includes('CREDENTIAL_REJECTED'), 'the failed request is in the log');
  const visible = [text, JSON.stringify([...headers]), gateway.program.output].join('\n');
  expect(visible).not.toContain('vendor-credential-of');
  expect(visible).not.toContain(gateway.liveKey);
});
