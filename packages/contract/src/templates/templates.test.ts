import * as contract from '../index';
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
