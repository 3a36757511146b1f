import { WriteStream } from 'node:tty';
import { announce, announceJson } from './announcement';
import type { Standalone } from './standalone';

const LINK = 'http://127.0.0.1:4000/#sign-in=sy_link_secret';
const standalone: Standalone = {
  controlPlaneUrl: 'http://0.0.0.0:4000',
  consoleUrl: 'http://127.0.0.1:4000',
  signInLink: async () => LINK,
  dataPlaneUrl: 'http://[::]:8080',
  adminUrl: 'http://127.0.0.1:8081',
  adminToken: 'the-token',
  dataFolder: '/somewhere/.switchyard',
  demonstration: { basePath: '/support/chat', model: 'gpt-4o', consumerKey: 'sy_live_key', simulated: true },
  simulatorUrl: 'http://127.0.0.1:9090',
  warnings: [],
  drainSeconds: 120,
  close: async () => undefined,
};

/** Just enough of a terminal for Node to detect colours. */
function stream(isTerminal: boolean): NodeJS.WriteStream {
  const members = { isTTY: isTerminal, getColorDepth: () => 8 };
  return Object.assign(Object.create(WriteStream.prototype) as NodeJS.WriteStream, members);
}

const ESCAPE = '\u001B[';

beforeEach(() => {
  // The environment of the tests may force or forbid colours.
  for (const name of ['FORCE_COLOR', 'NO_COLOR', 'NODE_DISABLE_COLORS']) delete process.env[name];
});

test('only a terminal gets colours', () => {
  expect(announce(standalone, stream(true), LINK)).toContain(ESCAPE);
  expect(announce(standalone, stream(false), null)).not.toContain(ESCAPE);
});

test('the wildcard address is replaced by one that can be called', () => {
  const text = announce(standalone, stream(false), null);
  expect(text).toContain('http://127.0.0.1:4000/graphql');
  expect(text).toContain('curl -i http://[::1]:8080/support/chat/chat/completions');
});

test("the console's address is first, with a link that signs in only where the announcement is not kept", () => {
  const addresses = (link: string | null) => announce(standalone, stream(false), link).split('\n').slice(3, 5);
  expect(addresses(null)[0]).toBe('  Console    http://127.0.0.1:4000');
  expect(addresses(LINK)[0]).toContain(LINK);
  expect(addresses(null)[1]).toContain('GraphQL');
  expect(announceJson(standalone)).not.toContain('sign-in');
  expect(JSON.parse(announceJson(standalone))).toMatchObject({ consoleUrl: 'http://127.0.0.1:4000' });
});

test('for programs it is one line of JSON, with null if there is no demonstration', () => {
  const line = announceJson({ ...standalone, demonstration: null });
  expect(line.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({ adminToken: 'the-token', demonstration: null, curl: null });
});
