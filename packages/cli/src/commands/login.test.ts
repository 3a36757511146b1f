import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble, refusal } from '../control-plane.suite';
import { jsonOf, type RunOptions, switchyard } from '../run.suite';

let production: ControlPlaneDouble;
let staging: ControlPlaneDouble;
let home: string;
let file: string;
beforeEach(async () => {
  production = await ControlPlaneDouble.start();
  staging = await ControlPlaneDouble.start();
  home = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  file = join(home, '.config/switchyard/contexts.json');
  for (const each of [production, staging]) {
    each.answer({
      ViewerRole: () => ({ viewer: { role: 'EDITOR' } }),
      ExportManifest: () => ({ manifest: 'providers: []\n' }),
    });
  }
});
afterEach(async () => {
  await production.close();
  await staging.close();
  rmSync(home, { recursive: true });
});

const ran = (args: readonly string[], { environment, ...options }: RunOptions = {}) =>
  switchyard(args, { folder: home, ...options, environment: { SWITCHYARD_TOKEN: '', HOME: home, ...environment } });
const login = (name: string, url: string, token: string) => ran(['login', name, '--url', url], { input: `${token}\n` });
const authorizations = (of: ControlPlaneDouble) => of.received.map(({ authorization }) => authorization);

it('keeps an address and a token where only the owner may read them, and commands use them', async () => {
  const ended = await login('production', production.url, 'token-p');
  expect(ended).toMatchObject({ exitCode: 0, output: '' });
  expect(ended.errorOutput).not.toContain('token-p');
  expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
  expect(await ran(['export'])).toMatchObject({ exitCode: 0, output: 'providers: []\n' });
  expect(authorizations(production)).toEqual(['Bearer token-p', 'Bearer token-p']);
});

it('the token of a context goes to its own address alone', async () => {
  await login('production', production.url, 'token-p');
  await login('staging', staging.url, 'token-s');
  await ran(['export', '--context', 'production'], { environment: { SWITCHYARD_TOKEN: 'other' } });
  await ran(['export'], { environment: { SWITCHYARD_CONTEXT: 'production' } });
  await ran(['export']);
  const elsewhere = await ran(['export', '--url', production.url], { environment: { SWITCHYARD_TOKEN: 'other' } });
  expect(elsewhere.exitCode).toBe(0);
  expect(authorizations(production)).toEqual(['Bearer token-p', 'Bearer token-p', 'Bearer token-p', 'Bearer other']);
  expect(authorizations(staging)).toEqual(['Bearer token-s', 'Bearer token-s']);
  expect((await ran(['export', '--url', production.url])).exitCode).toBe(4);
  expect((await ran(['export'], { environment: { SWITCHYARD_URL: production.url } })).exitCode).toBe(4);
});

it('contexts are listed without their tokens, chosen and forgotten', async () => {
  await login('production', production.url, 'token-p');
  await login('staging', staging.url, 'token-s');
  expect(await ran(['contexts', 'use', 'production'])).toMatchObject({ exitCode: 0 });
  const listed = await ran(['contexts', 'list', '--json']);
  expect(listed.output).not.toContain('token-');
  expect(jsonOf(listed)).toEqual({
    current: 'production',
    contexts: [
      { name: 'production', url: `${production.url}/graphql` },
      { name: 'staging', url: `${staging.url}/graphql` },
    ],
  });
  expect(await ran(['logout', 'production'])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(file, 'utf8')).not.toContain('token-p');
  expect((await ran(['export', '--context', 'production'])).errorOutput).toContain('Context "production" not found');
});

it('a token is revoked with its context, and neither is lost if that fails', async () => {
  await login('production', production.url, 'token-p');
  production.answer({ RevokeOwnToken: () => refusal('UNAVAILABLE', 'The database is away.') });
  expect((await ran(['logout', 'production', '--revoke'])).exitCode).toBe(5);
  expect(readFileSync(file, 'utf8')).toContain('token-p');
  production.answer({ RevokeOwnToken: () => ({ revokeOwnToken: { revision: 7 } }) });
  const ended = await ran(['logout', 'production', '--revoke', '--json']);
  expect(jsonOf(ended)).toEqual({ context: 'production', revoked: true });
  expect(authorizations(production).at(-1)).toBe('Bearer token-p');
  expect(readFileSync(file, 'utf8')).not.toContain('token-p');
});

it('a token that is refused is not kept', async () => {
  production.answer({ ViewerRole: () => refusal('UNAUTHENTICATED', 'The token is not valid.') });
  expect((await login('production', production.url, 'token-p')).exitCode).toBe(4);
  expect((await ran(['contexts', 'list', '--json'])).output).toContain('"contexts":[]');
});

it.each([
  ['no address', ['login', 'a'], 'Pass the address of the control plane with --url'],
  ['a bad name', ['login', 'a b', '--url', 'http://127.0.0.1'], 'A context name must be 1 to 63'],
  ['no token', ['login', 'a', '--url', 'http://127.0.0.1'], 'does not contain a valid token'],
  ['an unknown context', ['export', '--context', 'nothing'], 'Context "nothing" not found'],
  ['a context and an address', ['export', '--context', 'a', '--url', 'http://127.0.0.1'], 'Pass one of them'],
  ['a name of every object', ['export', '--context', 'constructor'], 'Context "constructor" not found'],
])('%s is refused', async (_, args, message) => {
  const { exitCode, errorOutput } = await ran(args);
  expect(errorOutput).toContain(message);
  expect(exitCode).toBe(2);
});

it('a terminal, which would show the token, is refused', async () => {
  expect((await ran(['login', '--url', production.url], { typed: 'token' })).errorOutput).toContain(
    'a terminal would show it',
  );
});

it('a file that others may read is refused', async () => {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '{"current":null,"contexts":{}}');
  chmodSync(file, 0o644);
  expect(await ran(['export'])).toMatchObject({
    exitCode: 2,
    errorOutput: expect.stringContaining(`chmod 600 ${file}`),
  });
});
