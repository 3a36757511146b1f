import * as contract from '../index';
import { inJsonBody } from './model-places';
import { named } from './operation-names';
import { providerProfileSchema } from '../profile/provider-profile';

const profiles = Object.entries(contract).filter(([name]) => name.endsWith('Profile'));

describe('the built-in profiles', () => {
  test('exist for every known vendor', () => {
    expect(profiles.map(([name]) => name).toSorted()).toEqual([
      'anthropicProfile',
      'azureAiFoundryProfile',
      'azureOpenaiProfile',
      'customProfile',
      'geminiProfile',
      'mistralProfile',
      'openaiCompatibleProfile',
      'openaiProfile',
    ]);
  });

  test.each(profiles)('%s is valid in the routing table unchanged', (_name, profile) => {
    expect(providerProfileSchema.parse(profile)).toEqual(profile);
  });
});

describe('every operation of a template that a policy can route', () => {
  const templates = profiles.filter(([, profile]) => (profile as contract.ProviderProfile).routedOperations.length > 0);

  test.each(templates)('%s: has a name, the same for all places of its path', (_name, profile) => {
    const names = new Map<string, Set<string | null>>();
    for (const { path, name, pinned } of (profile as contract.ProviderProfile).routedOperations) {
      expect({ path, isNamed: name !== null }).toEqual({ path, isNamed: !pinned });
      names.set(path, (names.get(path) ?? new Set()).add(name));
    }
    for (const [path, given] of names) expect({ path, names: given.size }).toEqual({ path, names: 1 });
  });

  test('is named in one way by all of them', () => {
    const byName = (name: string) =>
      templates.flatMap(([, profile]) =>
        (profile as contract.ProviderProfile).routedOperations
          .filter((operation) => operation.name === name)
          .map(({ path }) => path),
      );
    expect([...new Set(byName('chat-completions'))]).toEqual([
      'models/chat/completions',
      'openai/deployments/{model}/chat/completions',
      'openai/v1/chat/completions',
      'v1beta/openai/chat/completions',
      'v1/chat/completions',
      'chat/completions',
    ]);
    expect([...new Set(byName('messages-count-tokens'))]).toEqual([
      'v1/messages/count_tokens',
      'messages/count_tokens',
    ]);
    expect(byName('stream-generate-content')).toHaveLength(3);
  });

  test('has a name from the list', () => {
    expect(() => named('v1/', inJsonBody('v1/dreams'))).toThrow('has no name');
    expect(() => named('v1/', inJsonBody('chat/completions'))).toThrow('has no name');
  });
});

describe('an operation that the vendor documents as an inference call', () => {
  const { anthropicProfile, azureAiFoundryProfile, azureOpenaiProfile, geminiProfile } = contract;
  const { openaiCompatibleProfile, openaiProfile } = contract;
  const find = ({ routedOperations }: contract.ProviderProfile, path: string) =>
    routedOperations.filter((operation) => operation.path === path);

  test.each([
    [anthropicProfile, ['v1/messages', 'v1/messages/count_tokens', 'v1/complete']],
    [
      azureOpenaiProfile,
      ['openai/v1/audio/speech', 'openai/v1/audio/transcriptions', 'openai/v1/images/edits', 'openai/responses'],
    ],
    [
      azureAiFoundryProfile,
      [
        'models/chat/completions',
        'openai/responses',
        'openai/v1/audio/translations',
        'openai/deployments/{model}/chat/completions',
      ],
    ],
    [
      geminiProfile,
      [
        'v1beta/models/{model}:generateContent',
        'v1alpha/models/{model}:streamGenerateContent',
        'v1beta/openai/chat/completions',
        'v1beta/openai/embeddings',
      ],
    ],
    [
      openaiCompatibleProfile,
      ['chat/completions', 'v1/chat/completions', 'messages', 'v1/messages', 'rerank', 'v1/score', 'tokenize'],
    ],
  ])('is routed: %#', (profile, paths) => {
    for (const path of paths) {
      expect(find(profile, path).map(({ pinned }) => pinned)).toContain(false);
    }
  });

  test.each([
    [openaiProfile, ['videos']],
    [azureOpenaiProfile, ['openai/v1/videos']],
    [
      geminiProfile,
      [
        'v1beta/interactions',
        'v1beta/tunedModels/{model}:generateContent',
        'v1/models/{model}:batchGenerateContent',
        'v1beta/models/{model}:predictLongRunning',
      ],
    ],
  ])('is pinned if it creates something in one account: %#', (profile, paths) => {
    for (const path of paths) {
      const found = find(profile, path);
      expect(found).not.toEqual([]);
      expect(found.every(({ pinned }) => pinned)).toBe(true);
    }
  });
});
