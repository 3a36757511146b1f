import {
  azureOpenaiProfile,
  geminiProfile,
  openaiProfile,
  profileWith,
  type ProviderProfile,
  type RoutedOperation,
} from '@switchyard/contract';
import fc from 'fast-check';
import { compileOperations } from '../path/compile-operations';
import { type CounterpartProvider, findCounterpart, ownParametersOf } from '../path/counterpart';
import { matchOperation } from '../path/match-operation';
import { checkRequestPath } from '../path/request-path';
import { locateRequestModel } from './locate-model';
import type { ModelRefusal, RoutedRequest } from './model-site';

const bare: RoutedRequest = { path: '', query: '', headers: [], body: new Uint8Array() };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const dated = { ...azureOpenaiProfile, azureApiVersion: '2024-10-21' };
const URL = 'https://vendor.example';

/** A request for one provider as it goes to another, for the model `theirs`. */
function crossed(from: ProviderProfile, to: ProviderProfile, request: Partial<RoutedRequest>) {
  const whole = { ...bare, ...request };
  const match = matchOperation(compileOperations(from.routedOperations), 'POST', whole.path);
  if (match === null) throw new Error('the path is not an operation');
  const isForm = whole.headers.some((text) => text.startsWith('multipart/'));
  const [first, other] = [from, to].map((profile) => {
    return { entry: { profile }, operations: compileOperations(profile.routedOperations) };
  }) as [CounterpartProvider, CounterpartProvider];
  const own = ownParametersOf([first, other]);
  const counterpart = findCounterpart(match.operation, isForm ? 'FORM' : 'JSON', own, other, URL);
  const located = locateRequestModel(match, whole);
  if (counterpart === null || !located.ok) throw new Error('the operation cannot go there');
  return located.rewriteFor(counterpart, 'theirs');
}
const text = (request: RoutedRequest | ModelRefusal) => {
  if ('code' in request) return request.code;
  const { path, query, headers, body } = request;
  return { path, query, headers, body: Buffer.from(body).toString() };
};
const profileOf = (...operations: Partial<RoutedOperation>[]) =>
  profileWith({
    routedOperations: operations.map((each) => ({ path: 'run', name: 'run', modelPlace: 'JSON_BODY', ...each })),
  });

test('from OpenAI to a deployment: the model is in the path, and in the body where the consumer named one', () => {
  const request = { path: 'chat/completions', query: '?x=1', body: json({ n: 1, model: 'ours', messages: [] }) };
  expect(text(crossed(openaiProfile, dated, request))).toEqual({
    path: 'openai/deployments/theirs/chat/completions',
    query: '?x=1&api-version=2024-10-21',
    headers: [],
    body: '{"n":1,"model":"theirs","messages":[]}',
  });
  const without = crossed(openaiProfile, dated, { path: 'chat/completions', body: json({ messages: [] }) });
  expect(text(without)).toMatchObject({ body: '{"messages":[]}' });
});

test('from a deployment to OpenAI: whatever model the body names is replaced, and a missing one is added', () => {
  const path = 'openai/deployments/ours/chat/completions';
  for (const model of ['ours', 'gpt-4o', 'org/ours']) {
    const request = { path, query: '?api-version=2024-10-21', body: json({ model, n: 1 }) };
    expect(text(crossed(dated, openaiProfile, request))).toEqual({
      path: 'chat/completions',
      query: '',
      headers: [],
      body: '{"model":"theirs","n":1}',
    });
  }
  expect(text(crossed(dated, openaiProfile, { path, body: json({ n: 1 }) }))).toMatchObject({
    body: '{"model":"theirs","n":1}',
  });
});

test('a body in which the other provider could not find the model is refused', () => {
  const path = 'openai/deployments/ours/chat/completions';
  expect(text(crossed(dated, openaiProfile, { path, body: Buffer.from('no JSON') }))).toBe('invalid_json');
  expect(text(crossed(dated, openaiProfile, { path, body: json({ model: 5 }) }))).toBe('invalid_model');
});

test('a model that an SDK repeats in the body, beside the path, is renamed; another text there is not', () => {
  const path = 'openai/deployments/ours/chat/completions';
  const sent = (model: string) => text(crossed(dated, dated, { path, body: json({ model, n: 1 }) }));
  expect(sent('ours')).toMatchObject({ body: '{"model":"theirs","n":1}' });
  expect(sent('gpt-4o')).toMatchObject({ body: '{"model":"gpt-4o","n":1}' });
  expect(text(crossed(dated, dated, { path, body: Buffer.from('no JSON') }))).toMatchObject({ body: 'no JSON' });
});

test('an alias is hidden from the first provider in the same way, and only an alias costs a look at the body', () => {
  const path = 'openai/deployments/best/chat/completions';
  const request = { ...bare, path, body: json({ model: 'best', n: 1 }) };
  const located = locateRequestModel(matchOperation(compileOperations(dated.routedOperations), 'POST', path)!, request);
  if (!located.ok) throw new Error(located.message);
  expect(text(located.rewrite('ours', true))).toMatchObject({
    path: 'openai/deployments/ours/chat/completions',
    body: '{"model":"ours","n":1}',
  });
  expect(located.rewrite('ours').body).toBe(request.body);
});

test('a form is rewritten for a form, and left as it is for a deployment that ignores its model', () => {
  const form = (model: string) =>
    `--X\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nRIFF\r\n--X--\r\n`;
  const headers = ['content-type', 'multipart/form-data; boundary=X'];
  const request = { path: 'audio/transcriptions', headers, body: Buffer.from(form('ours')) };
  expect(text(crossed(openaiProfile, azureOpenaiProfile, request))).toMatchObject({
    path: 'openai/v1/audio/transcriptions',
    body: form('theirs'),
  });
  expect(text(crossed(openaiProfile, dated, request))).toMatchObject({
    path: 'openai/deployments/theirs/audio/transcriptions',
    body: form('theirs'),
  });
});

test('from a path to a path: in canonical form, with the body following', () => {
  const request = { path: 'v1alpha/Models/ours:embedContent', body: json({ model: 'models/ours', content: {} }) };
  expect(text(crossed(geminiProfile, geminiProfile, request))).toMatchObject({
    path: 'v1beta/models/theirs:embedContent',
    body: '{"model":"models/theirs","content":{}}',
  });
  const stream = { path: 'v1beta/models/ours:streamGenerateContent', query: '?alt=sse', body: json({ contents: [] }) };
  expect(text(crossed(geminiProfile, geminiProfile, stream))).toMatchObject({ query: '?alt=sse' });
});

test('a place of the first provider alone is renamed but never added; one of the target is added', () => {
  const from = profileOf({ modelPlace: 'HEADER', modelKey: 'x-model' });
  const to = profileOf({ modelPlace: 'QUERY_PARAMETER', modelKey: 'deployment' });
  const request = { path: 'run', headers: ['x-model', 'ours', 'x-other', 'ours'], body: json({}) };
  expect(text(crossed(from, to, request))).toEqual({
    path: 'run',
    query: '?deployment=theirs',
    headers: ['x-model', 'theirs', 'x-other', 'ours'],
    body: '{}',
  });
  expect(text(crossed(from, to, { path: 'run', body: json({}) }))).toMatchObject({ headers: [] });
});

test('two places in one body are both rewritten, each where it is by then', () => {
  const from = profileOf({ modelKey: '/long/model' });
  const to = profileOf({ modelKey: '/model' }, { modelKey: '/b/model' });
  const body = json({ long: { model: 'a name that is longer' }, b: { model: 'z' }, end: 1 });
  expect(text(crossed(from, to, { path: 'run', body }))).toMatchObject({
    body: '{"model":"theirs","long":{"model":"theirs"},"b":{"model":"theirs"},"end":1}',
  });
});

const PLACES: readonly (readonly [RoutedOperation['modelPlace'], string | null])[] = [
  ['JSON_BODY', '/model'],
  ['JSON_BODY', '/input/model'],
  ['HEADER', 'x-model'],
  ['QUERY_PARAMETER', 'deployment'],
  ['PATH', null],
];
const anyPlaces = fc.uniqueArray(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 3, selector: String });
const anyProfile = fc.tuple(anyPlaces, fc.constantFrom('run', 'v1/run')).map(([places, prefix]) => {
  const path = places.some(([place]) => place === 'PATH') ? `${prefix}/{model}/go` : prefix;
  return profileOf(...places.map(([modelPlace, modelKey]) => ({ path, modelPlace, modelKey })));
});

test('no name by which the consumer asks reaches another provider, wherever either profile looks for it', () => {
  fc.assert(
    fc.property(anyProfile, anyProfile, fc.subarray([...PLACES]), (from, to, named) => {
      const [{ path, modelPlace, modelKey }] = from.routedOperations as [RoutedOperation];
      const isNamed = (place: string, key: string | null) =>
        named.some((each) => each[0] === place && each[1] === key) || (place === modelPlace && key === modelKey);
      const request = {
        path: path.replace('{model}', 'alias'),
        query: isNamed('QUERY_PARAMETER', 'deployment') ? '?deployment=alias&x=1' : '?x=1',
        headers: isNamed('HEADER', 'x-model') ? ['x-model', 'alias'] : [],
        body: json({
          ...(isNamed('JSON_BODY', '/model') ? { model: 'alias' } : {}),
          input: isNamed('JSON_BODY', '/input/model') ? { n: 1, model: 'alias' } : { n: 1 },
        }),
      };
      const sent = crossed(from, to, request);
      if ('code' in sent) throw new Error(sent.message);
      const [there] = to.routedOperations as [RoutedOperation];
      expect(sent.path).toBe(there.path.replace('{model}', 'theirs'));
      expect(checkRequestPath(`/${sent.path}`).ok).toBe(true);
      const looked = [...from.routedOperations, ...to.routedOperations];
      const isLooked = (place: string, key: string | null) =>
        looked.some((each) => each.modelPlace === place && each.modelKey === key);
      const body = JSON.parse(Buffer.from(sent.body).toString()) as { model?: string; input: { model?: string } };
      const found = {
        header: isLooked('HEADER', 'x-model') ? sent.headers[1] : undefined,
        query: isLooked('QUERY_PARAMETER', 'deployment')
          ? new URLSearchParams(sent.query).get('deployment')
          : undefined,
        body: body.model,
        input: isLooked('JSON_BODY', '/input/model') ? body.input.model : undefined,
      };
      for (const name of Object.values(found)) expect([undefined, null, 'theirs']).toContain(name);
      // Where the other provider looks first, it finds its own name.
      const matched = matchOperation(compileOperations(to.routedOperations), 'POST', sent.path);
      expect(matched && locateRequestModel(matched, sent)).toMatchObject({ ok: true, model: 'theirs' });
    }),
    { numRuns: 500 },
  );
});
