import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { ConsoleVisitor } from '../../testing/console-visitor.suite';

const folder = mkdtempSync(join(tmpdir(), 'switchyard-console-'));
const atOrigins = (consoleOrigins: string[]) =>
  ControlPlaneUnderTest.start(undefined, { consoleOrigins }, undefined, {}, [folder]);

let underTest: ControlPlaneUnderTest;
let visitor: ConsoleVisitor;

beforeAll(async () => {
  underTest = await atOrigins([]);
  visitor = new ConsoleVisitor(underTest.url);
});
afterAll(async () => {
  await underTest.stop();
  rmSync(folder, { recursive: true });
});

it('says that the console is being built until it is, and asks the browser to come again', async () => {
  const answer = await visitor.open('/');
  expect(answer.status).toBe(503);
  expect(answer.headers).toMatchObject({ refresh: '2', 'cache-control': 'no-store' });
  expect(answer.body).toContain('The console is being built.');
});

describe('once it is built', () => {
  beforeAll(() => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/index-1a2b.js'), 'plain');
    writeFileSync(join(folder, 'assets/index-1a2b.js.br'), 'as br');
    writeFileSync(join(folder, 'assets/index-1a2b.js.gz'), 'as gzip');
    writeFileSync(join(folder, 'color-scheme.js'), 'scheme');
    writeFileSync(
      join(folder, 'index.html'),
      '<meta nonce="__CSP_NONCE__"><p>console</p><style nonce="__CSP_NONCE__">',
    );
  });

  it.each(['/', '/providers', '/ai-apis/some-api/policies', '/api'])(
    'answers %s with the page, a nonce of its own and a policy without exceptions',
    async (path) => {
      const answer = await visitor.open(path);
      expect(answer.status).toBe(200);
      const nonces = [...answer.body.matchAll(/nonce="([^"]+)"/g)].map(([, nonce]) => nonce!);
      expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{24}$/);
      expect(new Set(nonces).size).toBe(1);
      expect((await visitor.open(path)).body).not.toContain(nonces[0]);
      expect(answer.headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonces[0]}'; connect-src 'self'; ` +
          "img-src 'self' data:; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
          "frame-ancestors 'none'",
      );
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    },
  );

  it('serves its files, compressed by the build, for ever where their name has a digest', async () => {
    const asset = (coding: string) =>
      visitor.send({ path: '/assets/index-1a2b.js', headers: { 'accept-encoding': coding } });
    const brotli = await asset('gzip, br');
    expect(brotli.body).toBe('as br');
    expect(brotli.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect((await asset('gzip')).body).toBe('as gzip');
    expect(await asset('identity')).toMatchObject({ body: 'plain', status: 200 });
    const script = await visitor.send({ path: '/color-scheme.js' });
    expect(script).toMatchObject({ body: 'scheme', headers: { 'cache-control': 'no-cache' } });
  });

  it.each(['/assets/none.js', '/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/index-1a2b.js.br'])(
    'serves no other file: %s',
    async (path) => {
      expect((await visitor.send({ path })).status).toBe(404);
    },
  );

  it('leads a browser from the address of GraphQL to the page of the API, and no program', async () => {
    expect(await visitor.open('/graphql')).toMatchObject({ status: 303, headers: { location: '/api' } });
    expect((await visitor.send({ path: '/graphql', headers: { accept: '*/*' } })).status).toBe(401);
    const query = '/graphql?query=%7Bviewer%7Bid%7D%7D';
    expect((await visitor.open(query)).status).toBe(401);
  });

  it('answers programs on unknown paths as before', async () => {
    expect((await visitor.send({ path: '/nothing', headers: { accept: '*/*' } })).status).toBe(404);
    expect((await visitor.send({ method: 'POST', path: '/nothing', headers: { accept: 'text/html' } })).status).toBe(
      404,
    );
  });

  it('serves no page under a name that is not listed, and says which setting lists it', async () => {
    const answer = await visitor.open('/', { host: 'console.example.com' });
    expect(answer.status).toBe(421);
    expect(answer.body).toContain('SWITCHYARD_CONSOLE_ORIGINS');
    expect((await visitor.send({ path: '/healthz', headers: { host: 'probe.internal' } })).status).toBe(200);
    for (const name of ['localhost', 'LOCALHOST', '[::1]']) {
      const host = `${name}:${new URL(underTest.url).port}`;
      expect((await visitor.open('/', { host })).status).toBe(200);
    }
  });

  it('makes the cookie secure where an https origin is listed, whatever a proxy forwards', async () => {
    const listed = await atOrigins(['https://console.example.com', 'http://192.0.2.7:4000']);
    try {
      const there = new ConsoleVisitor(listed.url);
      const signIn = async (origin: string, more = {}) => {
        const headers = { origin, host: new URL(origin).host, ...more };
        return (await there.post('/session', { token: ADMIN_TOKEN }, headers)).headers['set-cookie']?.[0];
      };
      expect(await signIn('https://console.example.com')).toMatch(/^__Host-switchyard-session=.*; Secure$/);
      const plain = await signIn('http://192.0.2.7:4000', { 'x-forwarded-proto': 'https' });
      expect(plain).toMatch(/^switchyard-session-4000=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
      expect((await there.open('/', { host: `127.0.0.1:${new URL(listed.url).port}` })).status).toBe(421);
    } finally {
      await listed.stop();
    }
  });

  it('serves the next build as soon as it is there, and pages that are open the parts of theirs', async () => {
    const next = `${folder}.next`;
    const [page, part] = ['<script src="/assets/index-3c4d.js"></script>', 'assets/index-3c4d.js'];
    mkdirSync(join(next, 'assets'), { recursive: true });
    writeFileSync(join(next, part), 'next');
    writeFileSync(join(next, 'index.html'), page);
    renameSync(folder, `${folder}.old`);
    try {
      // Between the two renames of a build.
      expect((await visitor.open('/')).body).toContain('console');
      renameSync(next, folder);
      expect((await visitor.open('/')).body).toBe(page);
      expect((await visitor.send({ path: `/${part}` })).body).toBe('next');
      expect((await visitor.send({ path: '/assets/index-1a2b.js' })).body).toBe('plain');
      expect((await visitor.send({ path: '/color-scheme.js' })).body).toBe('scheme');
    } finally {
      rmSync(`${folder}.old`, { recursive: true });
    }
  });
});
