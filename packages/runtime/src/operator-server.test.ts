import { jsonAnswer, OperatorServer } from './operator-server';

const errors: unknown[] = [];
const server = new OperatorServer(
  {
    '/healthz': () => jsonAnswer(200, { status: 'ok' }),
    '/broken': () => Promise.reject(new Error('a secret')),
  },
  (path, error) => void errors.push([path, String(error)]),
);
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
});
afterAll(() => server.close());

it('answers its pages, whatever the query is', async () => {
  const response = await fetch(`${url}/healthz?x=/broken`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toEqual({ status: 'ok' });
});

it.each(['/', '/metrics', '/toString', '/__proto__'])('lists its pages at %s, which is none of them', async (path) => {
  const response = await fetch(url + path);
  expect([response.status, await response.json()]).toEqual([404, { error: 'not found: try /healthz, /broken' }]);
});

it('answers 500 without the reason where a page fails, and hands that to the log', async () => {
  const response = await fetch(`${url}/broken`);
  expect([response.status, await response.json()]).toEqual([500, { error: 'internal error: see the log' }]);
  expect(errors).toEqual([['/broken', 'Error: a secret']]);
});

it('says that its port is taken', async () => {
  const other = new OperatorServer({}, () => undefined);
  await expect(other.listen(Number(new URL(url).port), '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
