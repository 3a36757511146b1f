import { openaiProfile, type ProviderProfile, type RoutedOperation, routedOperationSchema } from '@switchyard/contract';
import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

/** A profile with one operation, and a round robin to the model `b/2` only. */
async function route(operation: Pick<RoutedOperation, 'path' | 'modelPlace' | 'modelKey'>): Promise<void> {
  const profile: ProviderProfile = { ...openaiProfile, routedOperations: [routedOperationSchema.parse(operation)] };
  await gateway.configure(['a', 'b/2'], [{ kind: 'ROUND_ROBIN', production: ['b/2'] }], profile);
}

/** Sends one request and returns what the vendor received. */
async function received(path: string, init: RequestInit): Promise<{ path: string; headers: string[]; body: string }> {
  const response = await gateway.send(path, { method: 'POST', ...init });
  expect([response.status, response.headers.get('x-switchyard-target')]).toEqual([200, 'production/b/2']);
  const [request, ...others] = gateway.simulator.requests();
  expect(others).toEqual([]);
  return {
    path: request!.path,
    headers: [...request!.rawHeaders],
    body: Buffer.from(request!.bodyBase64!, 'base64').toString(),
  };
}

it('at the top of a JSON body, however it is escaped, and added if missing', async () => {
  await route({ path: 'run', modelPlace: 'JSON_BODY', modelKey: '/model' });
  const { body } = await received('run', { body: '{"\\u006dodel":"x", "n":1.50, "model" : "a"}' });
  expect(body).toBe('{"\\u006dodel":"b/2", "n":1.50, "model" : "b/2"}');
  gateway.simulator.clearRequests();
  expect((await received('run', { body: '{"n":1.50}' })).body).toBe('{"model":"b/2","n":1.50}');
});

it('in a nested field of a JSON body, with everything else unchanged byte for byte', async () => {
  await route({ path: 'run', modelPlace: 'JSON_BODY', modelKey: '/input/model' });
  const { body } = await received('run', { body: '{"model":"kept", "input": {"x": 1e2, "model":"a"}}' });
  expect(body).toBe('{"model":"kept", "input": {"x": 1e2, "model":"b/2"}}');
});

it('in a segment of the path, up to its delimiter', async () => {
  await route({ path: 'models/{model}:generate', modelPlace: 'PATH', modelKey: null });
  const { path, body } = await received('models/a:generate?alt=sse', { body: '{"any":"thing"}' });
  expect([path, body]).toEqual(['/v1/models/b%2F2:generate?alt=sse', '{"any":"thing"}']);
});

it('in a header', async () => {
  await route({ path: 'run', modelPlace: 'HEADER', modelKey: 'x-model' });
  const { headers, body } = await received('run', { headers: { 'x-model': 'a' }, body: 'no JSON' });
  expect(headers.filter((_part, index) => headers[index - 1]?.toLowerCase() === 'x-model')).toEqual(['b/2']);
  expect(body).toBe('no JSON');
});

it('in a query parameter', async () => {
  await route({ path: 'run', modelPlace: 'QUERY_PARAMETER', modelKey: 'model' });
  const { path } = await received('run?x=%20&model=a&y=1', { body: 'no JSON' });
  expect(path).toMatch(/^\/v1\/run\?x=%20&model=b(%2F|\/)2&y=1$/);
});

it('in a field of a form, even after a file of several megabytes, which stays unchanged', async () => {
  await route({ path: 'audio/transcriptions', modelPlace: 'FORM_FIELD', modelKey: 'model' });
  const file = Buffer.alloc(5_000_000, '\r\n--boundary-like\r\n"model"');
  const form = new FormData();
  form.append('file', new Blob([file]), 'speech.mp3');
  form.append('model', 'a');
  form.append('language', 'en');
  const { body } = await received('audio/transcriptions', { body: form });
  expect(body).toContain('name="model"\r\n\r\nb/2\r\n');
  expect(body).toContain('name="language"\r\n\r\nen\r\n');
  expect(body.includes(file.toString())).toBe(true);
});
