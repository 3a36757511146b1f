import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './settings';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (environment: NodeJS.ProcessEnv, options: { url?: string; tokenFile?: string } = {}) =>
  readSettings({ timeout: 30, ...options }, environment, folder);

function keepAdminToken(dataFolder: string): void {
  mkdirSync(join(folder, dataFolder));
  writeFileSync(join(folder, dataFolder, 'admin-token'), 'the-kept-token\n');
}

it.each([
  ['https://switchyard.example', 'https://switchyard.example/graphql'],
  ['https://switchyard.example/', 'https://switchyard.example/graphql'],
  ['https://switchyard.example/graphql/', 'https://switchyard.example/graphql'],
  ['https://example.com/switchyard', 'https://example.com/switchyard/graphql'],
])('%s becomes %s', (given, url) => {
  expect(read({ SWITCHYARD_TOKEN: 't', SWITCHYARD_URL: given }).url).toBe(url);
  expect(read({ SWITCHYARD_TOKEN: 't', SWITCHYARD_URL: 'http://elsewhere' }, { url: given }).url).toBe(url);
});

it("the default address is this machine and the control plane's port", () => {
  expect(read({ SWITCHYARD_TOKEN: 't' }).url).toBe('http://127.0.0.1:4000/graphql');
  expect(read({ SWITCHYARD_TOKEN: 't', SWITCHYARD_CONTROL_PLANE_PORT: '4100' }).url).toBe(
    'http://127.0.0.1:4100/graphql',
  );
});

it('of several tokens, the most explicit one is used', () => {
  keepAdminToken('.switchyard');
  writeFileSync(join(folder, 'token'), 'of-a-file\n');
  expect(read({}).token.value).toBe('the-kept-token');
  expect(read({ SWITCHYARD_ADMIN_TOKEN: 'of-the-administrator' }).token.value).toBe('of-the-administrator');
  const both = { SWITCHYARD_TOKEN: 'of-the-environment', SWITCHYARD_ADMIN_TOKEN: 'of-the-administrator' };
  expect(read(both).token.value).toBe('of-the-environment');
  expect(read(both, { tokenFile: 'token' }).token.value).toBe('of-a-file');
});

it("npm start's token is found in its data folder and sent only to this machine", () => {
  keepAdminToken('elsewhere');
  const environment = { SWITCHYARD_DATA_DIR: 'elsewhere' };
  for (const url of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000']) {
    expect(read(environment, { url }).token.value).toBe('the-kept-token');
  }
  for (const url of ['http://10.0.0.1:4000', 'http://localhost.example.com', 'http://127.0.0.1.example.com']) {
    expect(() => read(environment, { url })).toThrow(/^No token for /);
  }
});

it('a token that is not a valid header value is refused without being quoted', () => {
  for (const value of ['two words', 'über', `${'x'.repeat(5000)}`]) {
    expect(() => read({ SWITCHYARD_TOKEN: value })).toThrow(
      'SWITCHYARD_TOKEN does not contain a valid token. A token is a single word of printable ASCII characters.',
    );
  }
});

it('a context and an address by variables are refused, because neither is more explicit', () => {
  const both = { SWITCHYARD_CONTEXT: 'production', SWITCHYARD_URL: 'http://a.example', SWITCHYARD_TOKEN: 't' };
  expect(() => read(both)).toThrow(
    'SWITCHYARD_CONTEXT and SWITCHYARD_URL both select a control plane. Set one of them.',
  );
  expect(read(both, { url: 'http://b.example' }).url).toBe('http://b.example/graphql');
  expect(read({ ...both, SWITCHYARD_CONTEXT: '' }).url).toBe('http://a.example/graphql');
});
