import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const SCRIPT_TIMEOUT_MS = 120_000;

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer the-right-token';
    const error = { message: 'The token is not valid.', extensions: { code: 'UNAUTHENTICATED' } };
    const isPartly = request.url === '/partly/graphql';
    const answer = isPartly ? { data: { a: 1, b: null }, errors: [{ message: 'No b.' }] } : { data: { a: 1 } };
    request.resume().on('end', () => response.end(JSON.stringify(isKnown ? answer : { errors: [error] })));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Runs the script outside the project's folder. */
function script(args: readonly string[], settings: Record<string, string> = {}) {
  const env = {
    PATH: process.env['PATH'],
    SWITCHYARD_URL: url,
    SWITCHYARD_ADMIN_TOKEN: 'the-right-token',
    ...settings,
  };
  return new Promise<{ code: number; output: string; errorOutput: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'scripts/graphql.mjs'), ...args],
      { cwd: tmpdir(), env, timeout: SCRIPT_TIMEOUT_MS },
      (_, output, errorOutput) => resolve({ code: child.exitCode ?? -1, output, errorOutput }),
    );
  });
}

it.each([
  [
    'a variable that the document does not declare',
    ['query($id: ID!) { a(id: $id) }', 'ids=1'],
    /does not declare a variable ids\. It declares id\./,
  ],
  [
    'a variable of a document that takes none',
    ['{ a(b: "$c: d") } # $c:', 'c=1'],
    /does not declare a variable c\. It declares none\./,
  ],
  ['a list that is not JSON', ['query($m: [M!]) { a }', "m=[{name:'x'}]"], /^m= is not JSON: /],
  ['an object that is not JSON', ['query($m: M) { a }', 'm={'], /^m= is not JSON: /],
  ['a file that is not there', ['no-such.graphql'], /^File \S+no-such\.graphql not found\.\n$/],
])('%s is refused with the reason', async (_, args, message) => {
  const { code, errorOutput } = await script(args);
  expect(errorOutput).toMatch(message);
  expect(code).toBe(1);
});

it('declared variables are sent, and the answer is printed', async () => {
  expect(await script(['query($m: [M!] = [], $n: Int) { a }', 'm=[{"name":"x"}]', 'n=2', '--print', 'a'])).toEqual({
    code: 0,
    output: '1\n',
    errorOutput: '',
  });
});

it('the address may end in /graphql, as for switchyard', async () => {
  for (const ending of ['/', '/graphql', '/graphql/']) {
    const { output, errorOutput } = await script(['{ a }', '--print', 'a'], { SWITCHYARD_URL: url + ending });
    expect([output, errorOutput]).toEqual(['1\n', '']);
    const refused = await script(['{ a }'], { SWITCHYARD_URL: url + ending, SWITCHYARD_ADMIN_TOKEN: 'another-token' });
    expect(refused.errorOutput).toContain(`(${url}, with the token from`);
  }
});

it('uses the same token as switchyard', async () => {
  const both = { SWITCHYARD_TOKEN: 'the-right-token', SWITCHYARD_ADMIN_TOKEN: 'another-token' };
  expect(await script(['{ a }', '--print', 'a'], both)).toMatchObject({ code: 0, output: '1\n' });
  const refused = await script(['{ a }'], { SWITCHYARD_TOKEN: 'another-token' });
  expect(refused.errorOutput).toContain('with the token from SWITCHYARD_TOKEN)');
});

it('prints a partial answer along with the error, and never as the requested value', async () => {
  const { code, output, errorOutput } = await script(['{ a b }', '--print', 'a'], { SWITCHYARD_URL: `${url}/partly` });
  expect([code, output]).toEqual([1, '']);
  expect(errorOutput).toBe('ERROR: No b.\nPartial data: {"a":1,"b":null}\n');
});

it('--help prints the usage and the settings', async () => {
  const { code, output } = await script(['--help']);
  expect(code).toBe(0);
  expect(output).toMatch(/^usage: [^]*SWITCHYARD_URL[^]*SWITCHYARD_DATA_DIR/);
});

it('a refused token is reported with the address and its source', async () => {
  const { errorOutput } = await script(['{ a }'], { SWITCHYARD_ADMIN_TOKEN: 'another-token' });
  expect(errorOutput).toBe(
    `UNAUTHENTICATED: The token is not valid. (${url}, with the token from SWITCHYARD_ADMIN_TOKEN)\n`,
  );
});

it("the data folder is the project's, wherever the script is run", async () => {
  const { errorOutput } = await script(['{ a }'], { SWITCHYARD_ADMIN_TOKEN: '', SWITCHYARD_DATA_DIR: 'not-there' });
  expect(errorOutput).toContain(join(ROOT, 'not-there', 'admin-token'));
});

it('if nothing listens, the message names the address and the settings for it', async () => {
  const { errorOutput } = await script(['{ a }'], { SWITCHYARD_URL: 'http://127.0.0.1:1' });
  expect(errorOutput).toMatch(/^No answer from http:\/\/127\.0\.0\.1:1 .*SWITCHYARD_URL/);
});
