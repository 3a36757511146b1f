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

describe('a name that the first provider may not see', () => {
  const rewritten = (profile: ProviderProfile, path: string, body: Buffer, isHidden = true, headers: string[] = []) => {
    const request = { ...bare, path, body, headers };
    const located = locateRequestModel(
      matchOperation(compileOperations(profile.routedOperations), 'POST', path)!,
      request,
    );
    if (!located.ok) throw new Error(located.message);
    return isHidden ? located.rewriteHiding('ours') : located.rewrite('ours');
  };
  const deployment = 'openai/deployments/best/chat/completions';
  const bodyOf = (body: string, isHidden?: boolean) => {
    const sent = rewritten(dated, deployment, Buffer.from(body), isHidden);
    return 'code' in sent ? sent.code : Buffer.from(sent.body).toString();
  };

  test('is replaced where the body repeats it, however often and behind whatever prefix', () => {
    expect(text(rewritten(dated, deployment, json({ model: 'best', n: 1 })))).toMatchObject({
      path: 'openai/deployments/ours/chat/completions',
      body: '{"model":"ours","n":1}',
    });
    expect(bodyOf('{"model":"best","model":"x"}')).toBe('{"model":"ours","model":"x"}');
    expect(bodyOf('{"model":"x/best","n":{},"model":"y","model":"b\\u0065st"}')).toBe(
      '{"model":"x/ours","n":{},"model":"y","model":"ours"}',
    );
    const gemini = rewritten(geminiProfile, 'v1beta/models/best:generateContent', json({ model: 'models/best' }));
    expect(text(gemini)).toMatchObject({
      path: 'v1beta/models/ours:generateContent',
      body: '{"model":"models/ours"}',
    });
  });

  test('is replaced in a form too', () => {
    const part = (name: string, value: string) =>
      `--X\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const formOf = (...models: string[]) => `${models.map((model) => part('model', model)).join('')}--X--\r\n`;
    const sent = rewritten(
      dated,
      'openai/deployments/best/audio/transcriptions',
      Buffer.from(formOf('best', 'x', 'y/best')),
      true,
      ['content-type', 'multipart/form-data; boundary=X'],
    );
    expect(text(sent)).toMatchObject({ body: formOf('ours', 'x', 'y/ours') });
  });

  test.each([
    ['a member whose name differs in case', '{"Model":"best","model":"best"}'],
    ['another value beside it', '{"model":"best","model":5}'],
    ['more members than are rewritten', `{${Array.from({ length: 1_025 }, () => '"model":"best"').join()}}`],
  ])('is refused with %s, because a parser could read what is not found; a name of its own is not', (_what, body) => {
    expect(bodyOf(body)).toBe('invalid_model');
    expect(bodyOf(body, false)).toBe(body);
    expect(text(crossed(dated, dated, { path: deployment, body: Buffer.from(body) }))).toBe('invalid_model');
  });

  test('is the only one that costs a look at the body', () => {
    const body = json({ model: 'best', n: 1 });
    const sent = rewritten(dated, deployment, body, false);
    expect('body' in sent && sent.body).toBe(body);
    expect(bodyOf('no JSON')).toBe('no JSON');
  });
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

/** What the member `model` of a body names, of several with this name each. */
const MODEL_MEMBERS = [
  [],
  ['alias'],
  ['models/alias'],
  ['alias', 'models/alias'],
  ['models/alias', 'alias'],
  ['alias', 'gpt-4o'],
  ['gpt-4o', 'models/alias'],
  ['gpt-4o', 'alias'],
] as const;

/** Whether a profile would accept these members. Its first place must name the alias, and further ones none but it. */
function isAccepted(members: readonly string[], { routedOperations }: ProviderProfile): boolean {
  const at = routedOperations.findIndex((each) => each.modelKey === '/model');
  if (at === 0) return members.at(-1) === 'alias';
  return at === -1 || !members.includes('gpt-4o');
}

/** A request that names the alias at the first place of `from`, and at those of the named places that a profile has. */
function requestFor(
  from: ProviderProfile,
  profiles: readonly ProviderProfile[],
  named: readonly (typeof PLACES)[number][],
  members: readonly string[],
): RoutedRequest {
  const [{ path, modelPlace, modelKey }] = from.routedOperations as [RoutedOperation];
  const looked = profiles.flatMap(({ routedOperations }) => routedOperations);
  const isNamed = (place: string, key: string | null) =>
    (place === modelPlace && key === modelKey) ||
    (named.some((each) => each[0] === place && each[1] === key) &&
      looked.some((each) => each.modelPlace === place && each.modelKey === key));
  const model = members.map((name) => `"model":"${name}",`).join('');
  const input = isNamed('JSON_BODY', '/input/model') ? { n: 1, model: 'alias' } : { n: 1 };
  return {
    path: path.replace('{model}', 'alias'),
    query: isNamed('QUERY_PARAMETER', 'deployment') ? '?deployment=alias&x=1' : '?x=1',
    headers: isNamed('HEADER', 'x-model') ? ['x-model', 'alias'] : [],
    body: Buffer.from(`{${model}"input":${JSON.stringify(input)}}`),
  };
}

test('no name by which the consumer asks reaches a provider, wherever a profile looks for it or SDKs repeat it', () => {
  const anyMembers = fc.constantFrom(...MODEL_MEMBERS);
  fc.assert(
    fc.property(anyProfile, anyProfile, fc.subarray([...PLACES]), anyMembers, (from, to, named, members) => {
      fc.pre(isAccepted(members, from));
      for (const profile of [from, to]) {
        const request = requestFor(from, [from, profile], named, members);
        const match = matchOperation(compileOperations(from.routedOperations), 'POST', request.path);
        const located = match && locateRequestModel(match, request);
        if (located?.ok !== true) throw new Error(located?.message);
        const sent = profile === from ? located.rewriteHiding('theirs') : crossed(from, to, request);
        if ('code' in sent) throw new Error(sent.message);
        expect(JSON.stringify(text(sent))).not.toContain('alias');
        expect(checkRequestPath(`/${sent.path}`).ok).toBe(true);
        // Where the provider looks first, it finds its own name.
        const matched = matchOperation(compileOperations(profile.routedOperations), 'POST', sent.path);
        expect(matched && locateRequestModel(matched, sent)).toMatchObject({ ok: true, model: 'theirs' });
      }
    }),
    { numRuns: 1_000 },
  );
});
