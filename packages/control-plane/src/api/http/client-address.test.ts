import { until } from '@switchyard/runtime';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { clientAddressBehind, isAddressRange } from './client-address';

function request(remoteAddress: string | undefined, forwardedFor?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const made = new IncomingMessage(socket);
  if (forwardedFor !== undefined) made.headers['x-forwarded-for'] = forwardedFor;
  return made;
}

it.each([
  ['of the connection if there is no header', '10.0.0.1', undefined, '10.0.0.1'],
  ['that a trusted proxy saw', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['that a trusted proxy saw on an IPv6 socket', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
  ['that the outermost of several trusted proxies saw', '10.0.0.1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
  ['that a proxy appended, not the one that it received', '10.0.0.1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  ['of the connection if the peer is not a trusted proxy', '203.0.113.9', '203.0.113.7', '203.0.113.9'],
  ['of the connection if the proxy appended something else', '10.0.0.1', 'unknown', '10.0.0.1'],
  ['of the connection if the proxy appended a port too', '10.0.0.1', '203.0.113.7:4711', '10.0.0.1'],
  ['that an IPv6 proxy saw', 'fd00::1', '2001:db8::7', '2001:db8::7'],
])('returns the address %s', (_which, remoteAddress, forwardedFor, address) => {
  expect(clientAddressBehind(['10.0.0.0/8', 'fd00::1'])(request(remoteAddress, forwardedFor))).toBe(address);
});

it('returns the address of the connection if no proxy is trusted, and null if the connection has closed', () => {
  expect(clientAddressBehind([])(request('10.0.0.1', '203.0.113.7'))).toBe('10.0.0.1');
  expect(clientAddressBehind([])(request(undefined, '203.0.113.7'))).toBeNull();
});

it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '10.0.0.1/32'])('accepts %s as an address or a range', (text) => {
  expect(isAddressRange(text)).toBe(true);
  expect(() => clientAddressBehind([text])).not.toThrow();
});

it.each(['', 'proxy', '10.0.0.0/33', '0.0.0.0/0', '::/0', '10.0.0.0/8/8', '10.0.0.0/', '10.0.0.0/a', '10.0.0'])(
  'does not accept %j',
  (text) => {
    expect(isAddressRange(text)).toBe(false);
  },
);

it('counts unauthenticated requests by the address behind a trusted proxy, and audits that address', async () => {
  const underTest = await ControlPlaneUnderTest.start(undefined, { trustedProxies: ['127.0.0.0/8'] });
  try {
    const ask = (forwardedFor: string) => underTest.post('{}', { authorization: '', 'x-forwarded-for': forwardedFor });
    const statuses = new Set<number>();
    for (let turn = 0; turn < 700 && !statuses.has(429); turn += 1) {
      // An address that the client sends itself changes nothing.
      statuses.add((await ask(`198.51.100.${turn % 250}, 203.0.113.1`)).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect((await ask('203.0.113.2')).status).toBe(401);
    const noted = async () =>
      (await underTest.get<{ nodes: unknown[] }>('{ auditEvents(first: 1) { nodes { remoteAddress } } }')).nodes;
    // Audit events are written in batches, some time after their requests.
    await until(async () => (await noted()).length > 0, 'the event is written');
    expect(await noted()).toEqual([{ remoteAddress: expect.stringMatching(/^203\.0\.113\.[12]$/) }]);
  } finally {
    await underTest.stop();
  }
});
