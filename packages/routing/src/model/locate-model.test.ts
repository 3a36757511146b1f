import fc from 'fast-check';
import {
  geminiProfile,
  openaiProfile,
  type ProviderProfile,
  type RoutedOperation,
  routedOperationSchema,
} from '@switchyard/contract';
import { entriesWith, routable } from '../testing/entry-fixture.suite';
import { locateRequestModel } from './locate-model';
import type { RoutedRequest } from './model-site';
import { matchOperation } from '../path/match-operation';
import { checkRequestPath } from '../path/request-path';

const bare: RoutedRequest = { path: 'chat', query: '', headers: [], body: new Uint8Array() };

function locate(profile: Pick<ProviderProfile, 'routedOperations'>, request: RoutedRequest) {
  const entries = entriesWith([], {}, { profile: { ...openaiProfile, ...profile } });
  const match = matchOperation(routable(entries).operations, 'POST', request.path);
  if (match === null) throw new Error('the path is not an operation');
  return locateRequestModel(match, request);
}
function found(profile: Pick<ProviderProfile, 'routedOperations'>, request: RoutedRequest) {
  const located = locate(profile, request);
  if (!located.ok) throw new Error(located.message);
  return located;
}
const placed = (modelPlace: RoutedOperation['modelPlace'], modelKey: string | null, path = 'chat') => ({
  routedOperations: [routedOperationSchema.parse({ path, modelPlace, modelKey })],
});
const body = (value: unknown) => Buffer.from(JSON.stringify(value));
const modelName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((name) => /^[^\s\p{Cc}\p{Cs}]+$/u.test(name)),
  fc.constantFrom('org/model', 'ft:gpt:org::1', 'a%2Fb', 'a+b', 'a&b=c', 'modèle', '漢', 'a?b#c'),
);

describe('a model in the path', () => {
  const profile = placed('PATH', null, 'models/{model}:generateContent');

  test('a written model is read back, and the path is still safe and of the same operation', () => {
    fc.assert(
      fc.property(modelName, (model) => {
        fc.pre(!/\\|%(25)*(2e|2f|5c)|^\/|\/$|\/\/|(^|\/)\.{1,2}(;|\/|$)/i.test(model));
        const { path, ...rest } = found(profile, { ...bare, path: 'models/a:generateContent' }).rewrite(model);
        expect(rest).toEqual({ query: '', headers: [], body: bare.body });
        expect(checkRequestPath(`/${path}`).ok).toBe(true);
        expect(path.split('/')).toHaveLength(2);
        expect(found(profile, { ...bare, path }).model).toBe(model);
      }),
      { numRuns: 500 },
    );
  });

  test('a colon is kept, a slash is encoded, and a path that already names the model is unchanged', () => {
    const rewrite = (path: string, model: string) => found(profile, { ...bare, path }).rewrite(model).path;
    expect(rewrite('models/a:generateContent', 'x:1')).toBe('models/x:1:generateContent');
    expect(rewrite('models/a:generateContent/', 'org/x')).toBe('models/org%2Fx:generateContent/');
    expect(rewrite('Models/%61:generatecontent', 'a')).toBe('Models/%61:generatecontent');
  });
});

describe('a model in the query', () => {
  const profile = placed('QUERY_PARAMETER', 'model');

  test('every parameter with the name is rewritten, however it is spelled, and all others are unchanged', () => {
    const other = fc.constantFrom('x=1', 'Model=a', 'models=a', 'x', '=', '', 'y=%zz', 'mode%6', 'q=a+b');
    const named = fc.constantFrom('model=a', 'mod%65l=b', 'model=', 'model', '%6dodel=a%20b');
    fc.assert(
      fc.property(fc.array(fc.oneof(other, named), { maxLength: 6 }), modelName, (parameters, model) => {
        const query = parameters.join('&') === '' ? '' : `?${parameters.join('&')}`;
        const { query: after } = found(profile, { ...bare, query }).rewrite(model);
        expect(new Set(new URLSearchParams(after).getAll('model'))).toEqual(new Set([model]));
        const rest = (each: string) =>
          each
            .slice(1)
            .split('&')
            .filter((parameter) => ![...new URLSearchParams(parameter).keys()].includes('model'));
        expect(rest(after).join('&')).toBe(rest(query).join('&'));
      }),
      { numRuns: 500 },
    );
  });

  test('the last parameter is the model; a missing one is added', () => {
    expect(found(profile, { ...bare, query: '?model=a&x=1&model=b%2Fc' }).model).toBe('b/c');
    const missing = found(profile, { ...bare, query: '?x=1' });
    expect(missing.model).toBeNull();
    expect(missing.rewrite('a/b').query).toBe('?x=1&model=a%2Fb');
    expect(found(profile, bare).rewrite('a').query).toBe('?model=a');
  });
});

describe('a model in a header', () => {
  const profile = placed('HEADER', 'x-model');

  test('every header with the name is rewritten, and a missing one is added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('x-model', 'x-models', 'accept'), fc.constantFrom('a', 'b', 'x-model'))),
        modelName,
        (pairs, model) => {
          const located = found(profile, { ...bare, headers: pairs.flat() });
          expect(located.model).toBe(pairs.filter(([name]) => name === 'x-model').at(-1)?.[1] ?? null);
          const { headers } = located.rewrite(model);
          expect(found(profile, { ...bare, headers }).model).toBe(model);
          const isThere = pairs.some(([name]) => name === 'x-model');
          const value = Buffer.from(model).toString('latin1');
          const expected = pairs.flatMap(([name, each]) => [name, name === 'x-model' ? value : each]);
          expect(headers).toEqual(isThere ? expected : [...expected, 'x-model', value]);
        },
      ),
    );
  });
});

describe('a model in several places', () => {
  test('the content type decides whether the body is a form or JSON', () => {
    const json = {
      ...bare,
      path: 'images/edits',
      headers: ['content-type', 'application/json'],
      body: body({ model: 'a' }),
    };
    expect(Buffer.from(found(openaiProfile, json).rewrite('b').body).toString()).toBe('{"model":"b"}');
    const text = '--X\r\nContent-Disposition: form-data; name="model"\r\n\r\na\r\n--X--\r\n';
    const headers = ['content-type', 'multipart/form-data; boundary=X'];
    const form = { ...bare, path: 'images/edits', headers, body: Buffer.from(text) };
    expect(Buffer.from(found(openaiProfile, form).rewrite('b').body).toString()).toBe(
      text.replace('a\r\n--X--', 'b\r\n--X--'),
    );
    expect(locate(openaiProfile, { ...json, headers })).toMatchObject({ ok: false, code: 'invalid_form' });
    expect(locate(openaiProfile, { ...form, headers: [] })).toMatchObject({ ok: false, code: 'invalid_json' });
  });

  test('further places follow the first, keep their prefix before the model, and none is added', () => {
    const path = 'v1beta/models/a:batchEmbedContents';
    const requests = (name: string) => body({ requests: [{ model: name, n: 1 }, { model: name }] });
    const after = found(geminiProfile, { ...bare, path, body: requests('models/a') }).rewrite('x');
    expect(after.path).toBe('v1beta/models/x:batchEmbedContents');
    expect(Buffer.from(after.body)).toEqual(requests('models/x'));
    const plain = { ...bare, path: 'v1beta/models/a:embedContent', body: body({ content: {} }) };
    expect(Buffer.from(found(geminiProfile, plain).rewrite('x').body)).toEqual(body({ content: {} }));
  });

  test('two different models are refused', () => {
    const path = 'v1beta/models/cheap:embedContent';
    for (const model of ['models/dear', 'not-cheap', '']) {
      expect(locate(geminiProfile, { ...bare, path, body: body({ model }) })).toEqual({
        ok: false,
        code: 'invalid_model',
        message: 'The request names two different models: use the same one everywhere.',
      });
    }
  });
});
