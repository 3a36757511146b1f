import {
  anthropicProfile,
  azureAiFoundryProfile,
  azureOpenaiProfile,
  type BodyKind,
  geminiProfile,
  mistralProfile,
  openaiCompatibleProfile,
  openaiProfile,
  profileWith,
  type ProviderProfile,
} from '@switchyard/contract';
import { compileOperations } from './compile-operations';
import { counterpartPath, counterpartQuery, findCounterpart, ownParametersOf } from './counterpart';

const providerOf = (profile: ProviderProfile) => ({
  entry: { profile },
  operations: compileOperations(profile.routedOperations),
});
const requested = (name: string, from: ProviderProfile) => providerOf(from).operations.byName.get(name)![0]!;
const find = (
  name: string,
  to: ProviderProfile,
  url: string,
  from = openaiProfile,
  body: BodyKind = 'JSON',
  others: readonly ProviderProfile[] = [],
) =>
  findCounterpart(
    requested(name, from),
    body,
    ownParametersOf([from, to, ...others].map(providerOf)),
    providerOf(to),
    url,
  );
const HOST = 'https://vendor.example';
const dated = (profile: ProviderProfile) => ({ ...profile, azureApiVersion: '2024-10-21' });
const DATED_PATH = 'openai/deployments/m/chat/completions?api-version=2024-10-21';

describe("a request that was written for another provider goes to its operation's canonical path", () => {
  test.each<[string, ProviderProfile, string, string]>([
    ['OpenAI', openaiProfile, `${HOST}/v1`, 'chat/completions'],
    ['a compatible server at a path', openaiCompatibleProfile, `${HOST}/v1`, 'chat/completions'],
    ["Gemini's compatible API", openaiCompatibleProfile, `${HOST}/v1beta/openai`, 'chat/completions'],
    ['a compatible server at a host', openaiCompatibleProfile, HOST, 'v1/chat/completions'],
    ['the same with a slash', openaiCompatibleProfile, `${HOST}:8000/`, 'v1/chat/completions'],
    ['Azure OpenAI', azureOpenaiProfile, HOST, 'openai/v1/chat/completions'],
    ['Azure OpenAI with an API version', dated(azureOpenaiProfile), HOST, DATED_PATH],
    ['Azure AI Foundry', azureAiFoundryProfile, HOST, 'openai/v1/chat/completions'],
    ['Azure AI Foundry with an API version', dated(azureAiFoundryProfile), HOST, DATED_PATH],
    ['Mistral', mistralProfile, HOST, 'v1/chat/completions'],
  ])('%s', (_provider, profile, url, path) => {
    const counterpart = find('chat-completions', profile, url)!;
    expect(counterpartPath(counterpart, 'm') + counterpartQuery(counterpart, '')).toBe(path);
  });

  test.each([
    ['responses', 'openai/v1/responses'],
    ['responses-compact', 'openai/v1/responses/compact'],
  ])(
    '%s, which Azure has in no generally available dated form, is in the v1 form, without an API version',
    (name, path) => {
      const counterpart = find(name, dated(azureOpenaiProfile), HOST)!;
      expect(counterpartPath(counterpart, 'm') + counterpartQuery(counterpart, '')).toBe(path);
    },
  );

  test('Gemini is called in v1beta and Anthropic in v1, whichever version the consumer calls', () => {
    const gemini = find('stream-generate-content', geminiProfile, HOST, geminiProfile)!;
    expect(counterpartPath(gemini, 'm')).toBe('v1beta/models/m:streamGenerateContent');
    expect(gemini.streamFraming).toBe('JSON_ARRAY');
    expect(counterpartPath(find('messages', anthropicProfile, HOST, anthropicProfile)!, 'm')).toBe('v1/messages');
  });

  test("a model's name is written as it is, whatever patterns it contains", () => {
    expect(counterpartPath(find('chat-completions', dated(azureOpenaiProfile), HOST)!, '$&$1')).toBe(
      'openai/deployments/$&$1/chat/completions',
    );
  });
});

describe('a provider without the operation has no counterpart', () => {
  test('if it does not list it, or the requested one has no name', () => {
    expect(find('audio-translations', mistralProfile, HOST)).toBeNull();
    const unnamed = { ...requested('chat-completions', openaiProfile), name: null };
    expect(findCounterpart(unnamed, 'JSON', new Set(), providerOf(openaiProfile), HOST)).toBeNull();
  });

  test('if its own is pinned', () => {
    const operation = { path: 'run', name: 'run', modelPlace: 'JSON_BODY', modelKey: '/model' } as const;
    const from = profileWith({ routedOperations: [operation] });
    expect(find('run', from, HOST, from)).not.toBeNull();
    const pinned = profileWith({ routedOperations: [{ ...operation, pinned: true }] });
    expect(find('run', pinned, HOST, from)).toBeNull();
  });

  test('if none of its paths is for the endpoint', () => {
    const from = openaiCompatibleProfile;
    expect(counterpartPath(find('tokenize', from, HOST, from)!, 'm')).toBe('tokenize');
    expect(find('tokenize', from, `${HOST}/v1`, from)).toBeNull();
  });
});

test("a request goes to the first path that takes its kind of body, by the model's place or by the profile's word", () => {
  const pathOf = (name: string, profile: ProviderProfile, body: BodyKind) => {
    const counterpart = find(name, profile, HOST, openaiProfile, body);
    return counterpart === null ? null : counterpartPath(counterpart, 'm');
  };
  expect(pathOf('chat-completions', openaiProfile, 'FORM')).toBeNull();
  expect(pathOf('audio-transcriptions', openaiProfile, 'JSON')).toBeNull();
  expect(pathOf('images-edits', openaiProfile, 'JSON')).toBe('images/edits');
  expect(pathOf('images-edits', openaiProfile, 'FORM')).toBe('images/edits');
  // Azure takes an edit in JSON in the v1 form alone.
  expect(pathOf('images-edits', dated(azureOpenaiProfile), 'FORM')).toBe('openai/deployments/m/images/edits');
  expect(pathOf('images-edits', dated(azureOpenaiProfile), 'JSON')).toBe('openai/v1/images/edits');
  expect(pathOf('audio-transcriptions', dated(azureOpenaiProfile), 'JSON')).toBeNull();
});

describe('of the query', () => {
  const query = (from: ProviderProfile, to: ProviderProfile, given: string, ...others: ProviderProfile[]) =>
    counterpartQuery(find('chat-completions', to, `${HOST}/v1`, from, 'JSON', others)!, given);

  test('what any provider calls its own does not go to another one, however it is spelled; the rest does', () => {
    const given = '?beta=true&api-version=2023-05-15&alt=sse&api%2Dversion=x&api-version&API-Version=1&q=a+b';
    expect(query(azureOpenaiProfile, openaiProfile, given)).toBe('?beta=true&alt=sse&q=a+b');
    expect(query(openaiProfile, azureOpenaiProfile, given)).toBe('?beta=true&alt=sse&q=a+b');
    expect(query(openaiProfile, dated(azureOpenaiProfile), given)).toBe(
      '?beta=true&alt=sse&q=a+b&api-version=2024-10-21',
    );
    expect(query(azureOpenaiProfile, openaiProfile, '?api-version=1')).toBe('');
    const others = [azureOpenaiProfile, profileWith({ ownQueryParameters: ['Region'] })];
    expect(query(openaiProfile, openaiCompatibleProfile, '?Api-Version=1&region=eu&x=1', ...others)).toBe('?x=1');
  });

  test('nothing is dropped between providers that call nothing their own', () => {
    expect(query(openaiProfile, openaiCompatibleProfile, '?api-version=1')).toBe('?api-version=1');
    expect(query(openaiProfile, openaiCompatibleProfile, '')).toBe('');
  });
});
