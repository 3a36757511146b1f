import { credentialOf } from '@switchyard/test-entries';
import { until } from '@switchyard/runtime';
import { sealingKey } from '../testing/gateway-under-test.suite';
import { EVENT_STREAM, gateway, scriptedGateway, suspensions, upstream } from '../testing/scripted-gateway.suite';
import { GOOD_BODY, type Script } from '../testing/scripted-upstream.suite';

scriptedGateway();

const NEW_KEY = 'a-credential-that-the-vendor-accepts';
const json = { 'content-type': 'application/json' };
const rejection = JSON.stringify({ error: { message: 'no', code: 'invalid_api_key' } });
const reject: Script = (response) => void response.writeHead(401, json).end(rejection);
/** The vendor accepts only the new credential. */
const acceptNewKey: Script = (response, request) => {
  if (request.headers.authorization !== `Bearer ${NEW_KEY}`) return reject(response, request);
  response.writeHead(200, json).end(GOOD_BODY);
};

beforeEach(() => serve());

function serve(suspendDurationSeconds = 600, production = ['a']): void {
  const id = gateway.entry.policies[0]?.id;
  const policy = { kind: 'ROUND_ROBIN', production, maxAttempts: production.length, suspendDurationSeconds } as const;
  gateway.setPolicies(id === undefined ? policy : { ...policy, id });
}

function rotateTo(apiKey: string): void {
  const endpoint = gateway.provider.endpoints[0]!;
  const { id: endpointId, url } = endpoint;
  endpoint.sealedCredential = sealingKey.seal({ apiKey }, { endpointId, url });
  gateway.serve();
}

const statusOf = async () => {
  const response = await gateway.chat({ model: 'a' });
  await response.text();
  return response.status;
};

it('a vendor that rejected the credential is asked with the next one at once', async () => {
  upstream.scripts.set('a', acceptNewKey);
  expect([await statusOf(), await statusOf()]).toEqual([502, 503]);
  rotateTo('another-one-that-it-rejects');
  expect([await statusOf(), await statusOf()]).toEqual([502, 503]);
  rotateTo(NEW_KEY);
  expect([await statusOf(), await statusOf()]).toEqual([200, 200]);
});

it('a vendor that named a time is asked at once at another address', async () => {
  upstream.scripts.set('a', (response, request) =>
    request.url?.startsWith('/elsewhere/')
      ? void response.writeHead(200, json).end(GOOD_BODY)
      : void response.writeHead(429, { ...json, 'retry-after': '3000' }).end('{}'),
  );
  expect([await statusOf(), await statusOf()]).toEqual([429, 503]);
  gateway.moveEndpoints(gateway.provider.endpoints[0]!.url.replace('/v1', '/elsewhere'));
  expect(await statusOf()).toBe(200);
});

describe('an attempt that is under way when the credential changes', () => {
  /** Lets the vendor answer a request that it holds. */
  let release: () => void;
  const hold =
    (later: Script): Script =>
    (response, request) => {
      release = () => later(response, request);
    };

  it.each<[string, Script]>([
    ['is rejected', reject],
    ['is told to wait', (response) => void response.writeHead(429, { 'retry-after': '300' }).end('{}')],
    ['breaks', (response) => void response.socket?.destroy()],
  ])('and then %s suspends nothing', async (_title, later) => {
    upstream.scripts.set('a', hold(later));
    const held = statusOf();
    await until(() => upstream.asked.length === 1, 'the vendor is asked');
    rotateTo(NEW_KEY);
    release();
    expect(await held).toBeGreaterThanOrEqual(400);
    expect(suspensions()).toEqual([]);
    upstream.scripts.set('a', acceptNewKey);
    expect(await statusOf()).toBe(200);
  });

  it('suspends nothing when its stream breaks', async () => {
    upstream.scripts.set('a', (response, request) => {
      response.writeHead(200, EVENT_STREAM).write('data: {"choices":[{"delta":{"content":"a"}}]}\n\n');
      hold(() => response.socket?.destroy())(response, request);
    });
    const response = await gateway.chat({ model: 'a', stream: true });
    rotateTo(NEW_KEY);
    release();
    await response.text().catch(() => undefined);
    await until(() => gateway.requestsInFlight === 0, 'the request is over');
    expect(suspensions()).toEqual([]);
  });

  it('suspends nothing either where its next target is asked with the former credential', async () => {
    serve(600, ['a', 'b']);
    upstream.scripts.set('a', hold(reject)).set('b', acceptNewKey);
    const held = statusOf();
    await until(() => upstream.asked.length === 1, 'the vendor is asked');
    rotateTo(NEW_KEY);
    release();
    expect([await held, upstream.asked]).toEqual([502, ['a', 'b']]);
    expect(suspensions()).toEqual([]);
  });

  it('suspends the target as ever when only other things changed', async () => {
    upstream.scripts.set('a', hold(reject));
    const held = statusOf();
    await until(() => upstream.asked.length === 1, 'the vendor is asked');
    gateway.provider.name = 'renamed';
    gateway.serve();
    release();
    expect(await held).toBe(502);
    expect(suspensions()).toMatchObject([{ cause: 'CREDENTIAL_REJECTED' }]);
  });
});

describe('a suspend duration of 0', () => {
  it('ends what is suspended, and back again does not bring it back', async () => {
    upstream.scripts.set('a', reject);
    expect([await statusOf(), await statusOf()]).toEqual([502, 503]);
    serve(0);
    expect([await statusOf(), await statusOf()]).toEqual([502, 502]);
    upstream.scripts.delete('a');
    serve(600);
    expect(await statusOf()).toBe(200);
  });

  it('holds for a request that began before, too', async () => {
    let release = () => {};
    upstream.scripts.set('a', (response, request) => {
      release = () => reject(response, request);
    });
    const held = statusOf();
    await until(() => upstream.asked.length === 1, 'the vendor is asked');
    serve(0);
    release();
    expect([await held, suspensions()]).toEqual([502, []]);
  });
});

it('the vendor gets the credential that the test is about', async () => {
  const got: unknown[] = [];
  upstream.scripts.set('a', (response, request) => {
    got.push(request.headers.authorization);
    response.writeHead(200, json).end(GOOD_BODY);
  });
  await statusOf();
  rotateTo(NEW_KEY);
  await statusOf();
  expect(got).toEqual([`Bearer ${credentialOf('production')}`, `Bearer ${NEW_KEY}`]);
});
