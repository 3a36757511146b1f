import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlPlaneDouble, refusal } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const TOKEN = {
  id: 'token-1',
  name: 'ci',
  role: 'EDITOR',
  hint: 'syt_Ab3d',
  state: 'ACTIVE',
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

let controlPlane: ControlPlaneDouble;
let folder: string;
beforeEach(async () => {
  controlPlane = await ControlPlaneDouble.start();
  folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  controlPlane.answer({
    CreateAccessToken: () => ({ createAccessToken: { accessToken: TOKEN, secret: 'syt_the-secret', revision: 8 } }),
    AccessTokenId: ({ name }) => ({ accessToken: name === 'ci' ? { id: 'token-1' } : null }),
    RevokeAccessToken: () => ({ revokeAccessToken: { accessToken: { ...TOKEN, state: 'REVOKED' }, revision: 9 } }),
    AccessTokens: ({ after }) => ({
      accessTokens: {
        nodes: [{ ...TOKEN, name: after === null ? 'ci' : 'admin' }],
        pageInfo: { endCursor: after === null ? 'c' : null, hasNextPage: after === null },
        totalCount: 2,
      },
    }),
  });
});
afterEach(async () => {
  await controlPlane.close();
  rmSync(folder, { recursive: true });
});

const tokens = (...args: string[]) => switchyard(['tokens', ...args], { url: controlPlane.url, folder });

it("an issued token's secret is alone on standard output, or in a file for its owner", async () => {
  expect(await tokens('issue', 'ci', '--role', 'editor', '--expires', '2027-03-01')).toMatchObject({
    exitCode: 0,
    output: 'syt_the-secret\n',
  });
  expect(controlPlane.inputOf('CreateAccessToken')).toMatchObject({
    name: 'ci',
    role: 'EDITOR',
    expiresAt: '2027-03-01T00:00:00.000Z',
  });
  const written = await tokens('issue', 'ci', '--role', 'editor', '--output', 'ci.token', '--json');
  expect(jsonOf(written)).toMatchObject({ secret: null, file: 'ci.token', accessToken: TOKEN });
  expect(readFileSync(join(folder, 'ci.token'), 'utf8')).toBe('syt_the-secret\n');
  expect(statSync(join(folder, 'ci.token')).mode & 0o777).toBe(0o600);
  const again = await tokens('issue', 'ci', '--role', 'editor', '--output', 'ci.token');
  expect(again.errorOutput).toContain('it already exists. No token was issued.');
});

it('a token that is refused leaves no file', async () => {
  controlPlane.answer({ CreateAccessToken: () => refusal('FORBIDDEN', 'Needs ADMIN.') });
  expect((await tokens('issue', 'ci', '--role', 'editor', '--output', 'ci.token')).exitCode).toBe(4);
  expect(() => statSync(join(folder, 'ci.token'))).toThrow('ENOENT');
});

it('tokens are listed from all pages, active ones unless all are asked for', async () => {
  const { output } = await tokens('list');
  expect(output).toMatch(/^NAME +ROLE[\s\S]*\nci +EDITOR[\s\S]*\nadmin +EDITOR/);
  expect(controlPlane.inputOf('AccessTokens')).toMatchObject({ filter: { states: ['ACTIVE'] } });
});

it('a token is revoked by its name', async () => {
  expect(await tokens('revoke', 'ci')).toMatchObject({ exitCode: 0, output: 'Revoked token ci in revision 9.\n' });
  expect(controlPlane.inputOf('RevokeAccessToken')).toMatchObject({ accessTokenId: 'token-1' });
  expect(await tokens('revoke', 'c')).toMatchObject({ exitCode: 3 });
});

it.each([['owner'], ['']])('the role %j is refused', async (role) => {
  expect((await tokens('issue', 'ci', '--role', role)).exitCode).toBe(2);
  expect(controlPlane.received).toEqual([]);
});
