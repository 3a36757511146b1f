import { ADMIN_TOKEN, ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';

const CONSOLE = 'https://console.example.com';

async function preflight(url: string, origin: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });
}

async function ask(url: string, origin: string, token: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
}

describe('with an allowed origin', () => {
  let underTest: ControlPlaneUnderTest;
  beforeAll(async () => {
    underTest = await ControlPlaneUnderTest.start(() => new Date(), { allowedOrigins: [CONSOLE] });
  });
  afterAll(() => underTest.stop());

  it('lets a page from that origin send its token, and read responses and refusals', async () => {
    const { status, headers } = await preflight(underTest.url, CONSOLE);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(CONSOLE);
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    for (const [token, expected] of [
      [ADMIN_TOKEN, 200],
      ['another-token', 401],
    ] as const) {
      const answer = await ask(underTest.url, CONSOLE, token);
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([expected, CONSOLE]);
      expect(answer.headers.get('access-control-expose-headers')).toBe('x-request-id,retry-after');
    }
  });

  it('allows nothing to a page from another origin, and never accepts cookies', async () => {
    for (const answer of [
      await preflight(underTest.url, 'https://elsewhere.example.com'),
      await ask(underTest.url, 'https://elsewhere.example.com', ADMIN_TOKEN),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });
});

it('allows nothing to pages from other origins by default', async () => {
  const underTest = await ControlPlaneUnderTest.start();
  try {
    const answer = await preflight(underTest.url, CONSOLE);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  } finally {
    await underTest.stop();
  }
});
