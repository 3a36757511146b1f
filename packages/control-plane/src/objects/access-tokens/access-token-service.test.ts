import { until } from '@switchyard/runtime';
import type { LocalPostgres } from '@switchyard/local-services';
import { hash } from 'node:crypto';
import { ControlPlaneUnderTest, problems } from '../../testing/control-plane-under-test.suite';

let underTest: ControlPlaneUnderTest;
let postgres: LocalPostgres;
let clockMs = Date.now();

beforeAll(async () => {
  ({ underTest, postgres } = await ControlPlaneUnderTest.startWithPostgres(() => new Date(clockMs)));
});
afterAll(() => underTest.stop());

interface Made {
  readonly accessToken: { readonly id: string; readonly version: number };
  readonly secret: string;
  readonly revision: number;
}
const FIELDS = `accessToken { id name role hint state expiresAt revokedAt lastUsedAt version createdAt lastRevision { number } }
  secret revision`;
const make = (input: object) => underTest.change<Made>('createAccessToken', input, FIELDS);
const VIEWER = '{ viewer { id role expiresAt actor { id kind name } } }';
const statusWith = async (token: string) =>
  (await underTest.post(JSON.stringify({ query: VIEWER }), { authorization: `Bearer ${token}` })).status;

it('shows a token once, stores only its SHA-256, and authenticates it with its role', async () => {
  const made = await make({ name: 'pipeline', role: 'EDITOR' });
  expect(made.secret).toMatch(/^sy_token_[0-9A-Za-z]{43}$/);
  expect(made).toMatchObject({
    accessToken: {
      name: 'pipeline',
      role: 'EDITOR',
      hint: made.secret.slice(0, 13),
      state: 'ACTIVE',
      expiresAt: null,
      lastUsedAt: null,
      lastRevision: { number: made.revision },
    },
  });
  const rows = await underTest.sql('SELECT * FROM access_token WHERE id = $1', [made.accessToken.id]);
  expect(rows).toMatchObject([{ token_hash: hash('sha256', made.secret) }]);
  expect(JSON.stringify([rows, await underTest.sql('SELECT * FROM change'), underTest.logLines])).not.toContain(
    made.secret,
  );
  const { data } = await underTest.ask(VIEWER, {}, made.secret);
  const { id } = made.accessToken;
  expect(data).toEqual({
    viewer: { id, role: 'EDITOR', expiresAt: null, actor: { id, kind: 'ACCESS_TOKEN', name: 'pipeline' } },
  });
});

it('records the token that made a change', async () => {
  const { secret, accessToken } = await make({ name: 'signing', role: 'EDITOR' });
  const { data } = await underTest.ask(
    'mutation { createConsumer(input: { name: "signed" }) { consumer { lastRevision { actor { id kind name } } } } }',
    {},
    secret,
  );
  const actor = { id: accessToken.id, kind: 'ACCESS_TOKEN', name: 'signing' };
  expect(data).toEqual({ createConsumer: { consumer: { lastRevision: { actor } } } });
});

it('lets every caller revoke their own token, and records who did so', async () => {
  for (const role of ['VIEWER', 'EDITOR', 'ADMIN']) {
    const { secret, accessToken } = await make({ name: `own-${role.toLowerCase()}`, role });
    const revoke = 'mutation { revokeOwnToken(input: { comment: "leaked" }) { revokedId revision } }';
    const { data } = await underTest.ask(revoke, {}, secret);
    expect(data).toEqual({ revokeOwnToken: { revokedId: accessToken.id, revision: expect.any(Number) } });
    expect(await statusWith(secret)).toBe(401);
    const { revision } = data!['revokeOwnToken'] as { revision: number };
    expect(
      await underTest.get('query($n: Int!) { revision(number: $n) { operation comment actor { id } } }', {
        n: revision,
      }),
    ).toEqual({ operation: 'revokeOwnToken', comment: 'leaked', actor: { id: accessToken.id } });
  }
});

it('does not revoke the administrator token, which is a setting', async () => {
  const { errors } = await underTest.ask('mutation { revokeOwnToken { revision } }');
  expect(errors).toMatchObject([
    { message: expect.stringContaining('SWITCHYARD_ADMIN_TOKEN'), extensions: { code: 'BAD_REQUEST' } },
  ]);
});

it('refuses a revoked token from the moment of its revocation, and revokes only once', async () => {
  const { secret, accessToken } = await make({ name: 'revoked', role: 'VIEWER' });
  expect(await statusWith(secret)).toBe(200);
  const revoke = () =>
    underTest.change<Made>(
      'revokeAccessToken',
      { accessTokenId: accessToken.id },
      'accessToken { state revokedAt version } revision',
    );
  const first = await revoke();
  expect(first).toMatchObject({ accessToken: { state: 'REVOKED', revokedAt: new Date(clockMs).toISOString() } });
  expect(await statusWith(secret)).toBe(401);
  expect(await revoke()).toEqual(first);
  const unknown = await underTest.refused('revokeAccessToken', { accessTokenId: 'nothing' });
  expect(unknown.extensions.code).toBe('NOT_FOUND');
});

it('refuses an expired token', async () => {
  const expiresAt = new Date(clockMs + 60_000).toISOString();
  const { secret, accessToken } = await make({ name: 'short-lived', role: 'VIEWER', expiresAt });
  expect((await underTest.ask(VIEWER, {}, secret)).data).toMatchObject({ viewer: { expiresAt } });
  clockMs += 60_000;
  expect(await statusWith(secret)).toBe(401);
  expect(await underTest.get('query($id: ID) { accessToken(id: $id) { state } }', { id: accessToken.id })).toEqual({
    state: 'EXPIRED',
  });
});

it('refuses an expiry in the past, an invalid name, and a name that is taken, even by a revoked token', async () => {
  const past = await underTest.refused('createAccessToken', {
    name: 'past',
    role: 'VIEWER',
    expiresAt: '2020-01-01T00:00:00.000Z',
  });
  expect(problems(past)).toEqual(['expiresAt: OUT_OF_RANGE']);
  const beyond = await underTest.refused('createAccessToken', {
    name: 'beyond',
    role: 'VIEWER',
    expiresAt: '9999-12-31T23:59:59-14:00',
  });
  expect(problems(beyond)).toEqual(['expiresAt: OUT_OF_RANGE']);
  expect(problems(await underTest.refused('createAccessToken', { name: 'No Slug', role: 'ADMIN' }))).toEqual([
    'name: INVALID_FORMAT',
  ]);
  const { accessToken } = await make({ name: 'once', role: 'VIEWER' });
  await underTest.change('revokeAccessToken', { accessTokenId: accessToken.id }, 'revision');
  const error = await underTest.refused('createAccessToken', { name: 'once', role: 'VIEWER' });
  expect(error.extensions).toMatchObject({ code: 'CONFLICT', reason: 'TAKEN', existingId: accessToken.id });
});

it('reports the last use to the minute, without a revision, and writes it at most once a minute', async () => {
  const { secret, accessToken, revision } = await make({ name: 'used', role: 'VIEWER' });
  const QUERY = 'query($id: ID) { accessToken(id: $id) { lastUsedAt version } }';
  const used = () => underTest.get<{ lastUsedAt: string | null }>(QUERY, { id: accessToken.id });
  const minute = new Date(Math.floor(clockMs / 60_000) * 60_000).toISOString();
  await statusWith(secret);
  await until(async () => (await used()).lastUsedAt !== null, 'the use is written');
  expect(await used()).toEqual({ lastUsedAt: minute, version: revision });
  const writes = () => underTest.statements.filter((text) => text.includes('last_used_at = ')).length;
  const before = writes();
  for (let request = 0; request < 20; request += 1) await statusWith(secret);
  clockMs += 60_000;
  await statusWith(secret);
  await until(async () => (await used()).lastUsedAt !== minute, 'the next minute is written');
  expect(writes()).toBe(before + 1);
});

it('filters tokens by role, state and name, in the requested order', async () => {
  await make({ name: 'z-list-a', role: 'ADMIN' });
  const { accessToken } = await make({ name: 'z-list-b', role: 'VIEWER' });
  await underTest.change('revokeAccessToken', { accessTokenId: accessToken.id }, 'revision');
  const list = async (args: string) => {
    const query = `{ accessTokens(${args}) { totalCount nodes { name } } }`;
    const { nodes } = await underTest.get<{ nodes: { name: string }[] }>(query);
    return nodes.map(({ name }) => name);
  };
  expect(await list('filter: { search: "Z-LIST" }')).toEqual(['z-list-a', 'z-list-b']);
  expect(await list('filter: { search: "z-list" }, orderBy: { direction: DESC }')).toEqual(['z-list-b', 'z-list-a']);
  expect(await list('filter: { search: "z-list", roles: [ADMIN] }')).toEqual(['z-list-a']);
  expect(await list('filter: { search: "z-list", states: [REVOKED] }')).toEqual(['z-list-b']);
  expect(await list('filter: { states: [] }')).toEqual([]);
});

it('shows the history of access tokens to ADMIN only', async () => {
  const viewer = await underTest.accessToken('VIEWER', 'history-viewer');
  const QUERY = '{ revision { operation changeCount changes { totalCount nodes { kind name after { value } } } } }';
  await make({ name: 'in-history', role: 'VIEWER' });
  expect(await underTest.get(QUERY)).toMatchObject({
    operation: 'createAccessToken',
    changeCount: 1,
    changes: { totalCount: 1, nodes: [{ kind: 'ACCESS_TOKEN', name: 'in-history' }] },
  });
  expect((await underTest.ask(QUERY, {}, viewer)).data).toEqual({
    revision: { operation: 'createAccessToken', changeCount: 1, changes: { totalCount: 0, nodes: [] } },
  });
});

it('tells only ADMIN which revisions changed an access token', async () => {
  const viewer = await underTest.accessToken('VIEWER', 'filter-viewer');
  const { accessToken, revision } = await make({ name: 'in-filter', role: 'VIEWER' });
  const QUERY = 'query($filter: RevisionFilter!) { revisions(filter: $filter) { totalCount nodes { number } } }';
  const known = { revisions: { totalCount: 1, nodes: [{ number: revision }] } };
  const unknown = { revisions: { totalCount: 0, nodes: [] } };
  for (const filter of [{ objectIds: [accessToken.id] }, { objectIds: [accessToken.id], kinds: ['ACCESS_TOKEN'] }]) {
    expect((await underTest.ask(QUERY, { filter })).data).toEqual(known);
    expect((await underTest.ask(QUERY, { filter }, viewer)).data).toEqual(unknown);
  }
  const byKind = { filter: { kinds: ['ACCESS_TOKEN'] } };
  expect((await underTest.ask(QUERY, byKind, viewer)).data).toEqual(unknown);
});

it('answers UNAVAILABLE, never UNAUTHENTICATED, while Postgres is down; accepts the administrator token', async () => {
  const { secret } = await make({ name: 'while-away', role: 'ADMIN' });
  await postgres.kill();
  for (const token of [secret, `sy_token_${'0'.repeat(43)}`]) {
    const response = await underTest.post(JSON.stringify({ query: VIEWER }), { authorization: `Bearer ${token}` });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          extensions: {
            code: 'UNAVAILABLE',
            retryAfterSeconds: 1,
            correlationId: response.headers.get('x-request-id'),
          },
        },
      ],
    });
  }
  expect(await statusWith('what could be no access token')).toBe(401);
  expect(await underTest.get('{ viewer { role } }')).toEqual({ role: 'ADMIN' });
  await postgres.restart();
  expect(await statusWith(secret)).toBe(200);
});
