import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { until } from '@switchyard/runtime';
import { WebSocket } from 'ws';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ConsoleVisitor } from '../../testing/console-visitor.suite';
import { LiveClient } from '../../testing/live-client.suite';

const HOUR_MS = 3_600_000;
const VIEWER = '{ viewer { id role expiresAt } }';

let nowMs = Date.UTC(2026, 10, 30, 12);
let underTest: ControlPlaneUnderTest;
let visitor: ConsoleVisitor;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(nowMs));
});
beforeEach(() => {
  visitor = new ConsoleVisitor(underTest.url);
});
afterAll(() => underTest.stop());

const revoke = async (name: string) => {
  const { id } = await underTest.get<{ id: string }>(`{ accessToken(name: "${name}") { id } }`);
  await underTest.change('revokeAccessToken', { accessTokenId: id }, 'revision');
};

/** The status of a sign-in whose body never comes. */
async function statusBeforeBody(url: string, origin: string, headers: Record<string, string>): Promise<number> {
  const sent = request(new URL('/session', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': '1000',
      'x-switchyard-console': '1',
      origin,
      ...headers,
    },
    agent: false,
  });
  sent.flushHeaders();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  sent.destroy();
  return response.statusCode ?? 0;
}

describe('signing in', () => {
  it('exchanges a token for a cookie that no script and no other site can use', async () => {
    const answer = await visitor.signIn(ADMIN_TOKEN);
    expect(answer.status).toBe(204);
    const port = new URL(underTest.url).port;
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(
          `^__Host-switchyard-session-${port}=sy_session_[0-9A-Za-z]{43}; Path=/; HttpOnly; SameSite=Strict; Secure$`,
        ),
      ),
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { data } = JSON.parse((await visitor.ask(VIEWER)).body);
    expect(data.viewer).toEqual({
      id: 'administrator',
      role: 'ADMIN',
      expiresAt: new Date(nowMs + 12 * HOUR_MS).toISOString(),
    });
  });

  it('stores neither the token nor the secret of the cookie', async () => {
    await visitor.signIn(ADMIN_TOKEN);
    const stored = JSON.stringify(await underTest.sql('SELECT * FROM console_session'));
    expect(stored).not.toContain(visitor.cookie.split('=')[1]);
    expect(stored).not.toContain(ADMIN_TOKEN);
  });

  it.each([
    ['an unknown token', { token: 'sy_token_none' }, 401],
    ['an unknown link', { link: `sy_link_${'a'.repeat(43)}` }, 401],
    ['neither', {}, 400],
    ['both', { token: ADMIN_TOKEN, link: 'x' }, 400],
    ['a token that is too long', { token: 'x'.repeat(5_000) }, 400],
    ['a token of 1 MB', { token: 'x'.repeat(1_000_000) }, 413],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await visitor.post('/session', body, { 'x-forwarded-for': '192.0.2.1' });
    expect(answer.status).toBe(status);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(JSON.parse(answer.body)).toEqual({
      errors: [{ message: expect.any(String), extensions: expect.objectContaining({ code: expect.any(String) }) }],
    });
  });

  it('allows 10 failures a minute and address, however many come at once, and counts no success', async () => {
    const other = await underTest.startAnother();
    try {
      const there = new ConsoleVisitor(other.url);
      for (let good = 0; good < 12; good += 1) expect((await there.signIn(ADMIN_TOKEN)).status).toBe(204);
      const answers = await Promise.all(Array.from({ length: 14 }, () => there.signIn('wrong')));
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
        ...Array(10).fill(401),
        ...Array(4).fill(429),
      ]);
      const limited = await there.signIn(ADMIN_TOKEN);
      expect(limited.status).toBe(429);
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
    } finally {
      await other.close();
    }
  });

  it('counts no attempt that the database kept from being judged', async () => {
    const other = await underTest.startAnother();
    const hide = (from: string, to: string) => underTest.sql(`ALTER TABLE ${from} RENAME TO ${to}`);
    await hide('access_token', 'hidden_token');
    try {
      const there = new ConsoleVisitor(other.url);
      const token = `sy_token_${'a'.repeat(43)}`;
      for (let failed = 0; failed < 12; failed += 1) {
        expect((await there.signIn(token)).status).toBeGreaterThanOrEqual(500);
      }
      await hide('hidden_token', 'access_token');
      expect((await there.signIn(token)).status).toBe(401);
    } finally {
      await hide('hidden_token', 'access_token').catch(() => undefined);
      await other.close();
    }
  });

  it('reads no body of an attempt that it refuses for its origin or its number, and none that is compressed', async () => {
    const other = await underTest.startAnother();
    try {
      const there = new ConsoleVisitor(other.url);
      const unfinished = (headers: Record<string, string>) => statusBeforeBody(other.url, there.origin, headers);
      expect(await unfinished({ origin: 'https://evil.example' })).toBe(403);
      expect(await unfinished({ 'content-encoding': 'gzip' })).toBe(415);
      for (let failed = 0; failed < 9; failed += 1) expect((await there.signIn('wrong')).status).toBe(401);
      expect(await unfinished({})).toBe(429);
    } finally {
      await other.close();
    }
  });

  it('is over after the end of its token, at the latest after 12 hours, and after 2 hours without a request', async () => {
    const expiresAt = new Date(nowMs + HOUR_MS).toISOString();
    const { secret } = await underTest.change<{ secret: string }>(
      'createAccessToken',
      { name: 'short', role: 'VIEWER', expiresAt },
      'secret',
    );
    await visitor.signIn(secret);
    expect(JSON.parse((await visitor.ask(VIEWER)).body).data.viewer).toMatchObject({ role: 'VIEWER', expiresAt });
    const used = new ConsoleVisitor(underTest.url);
    const unused = new ConsoleVisitor(underTest.url);
    await used.signIn(ADMIN_TOKEN);
    await unused.signIn(ADMIN_TOKEN);
    const statuses = async () => [
      (await visitor.ask(VIEWER)).status,
      (await used.ask(VIEWER)).status,
      nowMs - start < 2 * HOUR_MS ? null : (await unused.ask(VIEWER)).status,
    ];
    const start = nowMs;
    nowMs = start + HOUR_MS - 1;
    expect(await statuses()).toEqual([200, 200, null]);
    nowMs = start + HOUR_MS;
    expect(await statuses()).toEqual([401, 200, null]);
    nowMs = start + 2 * HOUR_MS;
    expect(await statuses()).toEqual([401, 200, 401]);
    for (let hours = 3; hours < 12; hours += 1) {
      nowMs = start + hours * HOUR_MS;
      expect((await used.ask(VIEWER)).status).toBe(200);
    }
    nowMs = start + 12 * HOUR_MS;
    expect((await used.ask(VIEWER)).status).toBe(401);
  });

  it('is idle while its page only refreshes itself, by requests or by a WebSocket that asks for tickets', async () => {
    const start = nowMs;
    const background = { 'x-switchyard-background': '1' };
    await visitor.signIn(ADMIN_TOKEN);
    for (let minutes = 30; minutes < 120; minutes += 30) {
      nowMs = start + minutes * 60_000;
      expect((await visitor.ask(VIEWER, background)).status).toBe(200);
      expect((await visitor.post('/session/ticket', {}, background)).status).toBe(200);
    }
    nowMs = start + 2 * HOUR_MS;
    expect((await visitor.ask(VIEWER, background)).status).toBe(401);
  });

  it('ends when the operator signs out, and its cookie is removed', async () => {
    await visitor.signIn(ADMIN_TOKEN);
    const { cookie } = visitor;
    expect((await visitor.post('/session/end', {})).status).toBe(204);
    expect(visitor.cookie).toBe('');
    expect((await visitor.ask(VIEWER, { cookie })).status).toBe(401);
  });

  it('ends at once when its token is revoked', async () => {
    await visitor.signIn(await underTest.accessToken('EDITOR', 'to-be-revoked'));
    expect((await visitor.ask(VIEWER)).status).toBe(200);
    await revoke('to-be-revoked');
    const refused = await visitor.ask(VIEWER);
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body).errors[0].message).toBe('The session is over. Sign in again.');
  });

  it('ends when the administrator token is changed', async () => {
    await visitor.signIn(ADMIN_TOKEN);
    expect((await visitor.ask(VIEWER)).status).toBe(200);
    const other = new ConsoleVisitor(underTest.url);
    await other.signIn(await underTest.accessToken('VIEWER', 'not-the-administrator'));
    const same = await underTest.startAnother();
    await same.close();
    expect((await visitor.ask(VIEWER)).status).toBe(200);
    const changed = await underTest.startAnother(undefined, undefined, { adminToken: `${ADMIN_TOKEN}-changed` });
    try {
      const there = new ConsoleVisitor(changed.url);
      // Both control planes name the cookie after their port.
      const cookie = visitor.cookie.replace(new URL(underTest.url).port, new URL(changed.url).port);
      expect((await there.ask(VIEWER, { cookie })).status).toBe(401);
      // Also at a control plane that still has the old one.
      expect((await visitor.ask(VIEWER)).status).toBe(401);
      expect((await other.ask(VIEWER)).status).toBe(200);
    } finally {
      await changed.close();
    }
  });
});

describe('the sign-in link', () => {
  const secretOf = (link: string) => link.slice(link.indexOf('#sign-in=') + '#sign-in='.length);

  it('signs the administrator in once, even if two browsers redeem it at the same moment', async () => {
    const controlPlane = await underTest.startAnother();
    try {
      const link = await controlPlane.signInLink();
      expect(link).toMatch(new RegExp(`^${controlPlane.url}/#sign-in=sy_link_[0-9A-Za-z]{43}$`));
      const visitors = [1, 2, 3].map(() => new ConsoleVisitor(controlPlane.url));
      const answers = await Promise.all(visitors.map((each) => each.post('/session', { link: secretOf(link) })));
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([204, 401, 401]);
      const signedIn = visitors.find(({ cookie }) => cookie !== '')!;
      expect(JSON.parse((await signedIn.ask(VIEWER)).body).data.viewer.role).toBe('ADMIN');
    } finally {
      await controlPlane.close();
    }
  });

  it('is of no use after 10 minutes', async () => {
    const controlPlane = await underTest.startAnother();
    try {
      const link = await controlPlane.signInLink();
      nowMs += 10 * 60_000;
      const answer = await new ConsoleVisitor(controlPlane.url).post('/session', { link: secretOf(link) });
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body).errors[0].message).toContain('10 minutes');
    } finally {
      await controlPlane.close();
    }
  });
});

describe('another site', () => {
  beforeEach(() => visitor.signIn(ADMIN_TOKEN));

  it.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['another port of this host', { origin: 'http://127.0.0.1:1' }, 403],
    ['no origin', { origin: undefined }, 403],
    ['an opaque origin', { origin: 'null' }, 403],
    ['no header of the console', { 'x-switchyard-console': undefined }, 403],
    ['a host that only the site knows', { host: 'evil.example' }, 421],
  ])('cannot use the session with %s', async (_what, headers, status) => {
    const body = 'mutation { createConsumer(input: { name: "planted" }) { revision } }';
    const answer = await visitor.ask(body, headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).errors).toHaveLength(1);
    expect((await visitor.post('/session', { token: ADMIN_TOKEN }, headers)).status).toBe(status);
    expect((await visitor.post('/session/ticket', {}, headers)).status).toBe(status);
    expect(await underTest.get('{ consumers { totalCount } }')).toEqual({ totalCount: 0 });
  });

  it('executes nothing by a GET with the cookie', async () => {
    const path = `/graphql?query=${encodeURIComponent(VIEWER)}`;
    const answer = await visitor.send({
      path,
      headers: { cookie: visitor.cookie, origin: visitor.origin, 'x-switchyard-console': '1' },
    });
    expect(answer.status).toBe(405);
  });

  it('leaves programs alone, which send a token, from whatever host and origin', async () => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, host: 'internal.example', origin: 'https://x.example' };
    expect((await visitor.ask(VIEWER, { ...headers, 'x-switchyard-console': undefined })).status).toBe(200);
  });
});

describe('over WebSocket', () => {
  const subscription = 'subscription { revisionPublished(after: 0) { number } }';

  function connect(ticket: string, headers: Record<string, string>): LiveClient {
    class FromPage extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers });
      }
    }
    return new LiveClient(underTest.url, null, { webSocketImpl: FromPage, connectionParams: { ticket } });
  }

  it('admits a page of the console with its cookie and a ticket', async () => {
    await visitor.signIn(ADMIN_TOKEN);
    await underTest.change('createConsumer', { name: 'seen-live' }, 'revision');
    const client = connect(await visitor.ticket(), { origin: visitor.origin, cookie: visitor.cookie });
    const seen = client.subscribe(subscription);
    await until(() => seen.events().length > 0, 'an event arrives');
    await client.end();
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: '' }],
    ['no cookie', { cookie: '' }],
    ['the cookie of another session', { cookie: 'other' }],
    ['an expired ticket', { ticket: 'expired' }],
    ['a ticket that was changed', { ticket: 'changed' }],
    ['no ticket', { ticket: '' }],
  ])('refuses %s', async (_what, change: Record<string, string>) => {
    await visitor.signIn(ADMIN_TOKEN);
    const ticket = await visitor.ticket();
    const other = new ConsoleVisitor(underTest.url);
    await other.signIn(ADMIN_TOKEN);
    const cookies: Record<string, string> = { other: other.cookie };
    const { origin = visitor.origin, cookie = visitor.cookie } = change;
    const sent = { '': '', changed: ticket.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }[
      change['ticket'] ?? 'x'
    ];
    if (change['ticket'] === 'expired') nowMs += 60_000;
    const client = connect(sent ?? ticket, {
      ...(origin === '' ? {} : { origin }),
      ...(cookie === '' ? {} : { cookie: cookies[cookie] ?? cookie }),
    });
    client.subscribe(subscription);
    expect((await client.close()).code).toBe(4403);
    await client.end();
  });

  it.each([
    ['its token is revoked', () => revoke('live-token')],
    ['the operator signs out', () => visitor.post('/session/end', {})],
    ['the session has been idle for too long', async () => void (nowMs += 2 * HOUR_MS)],
  ])('closes the connection when %s', async (_what, end) => {
    const name = 'live-token';
    await visitor.signIn(await underTest.accessToken('VIEWER', name).catch(() => ADMIN_TOKEN));
    const client = connect(await visitor.ticket(), { origin: visitor.origin, cookie: visitor.cookie });
    const seen = client.subscribe(subscription);
    await until(() => seen.events().length > 0, 'an event arrives');
    await end();
    expect(await client.close()).toEqual({ code: 4403, reason: 'The session is over.' });
    await client.end();
  });
});
