import * as contract from '../index';
import { providerProfileSchema } from '../provider-profile';

const profiles = Object.entries(contract).filter(([name]) => name.endsWith('Profile'));

describe('the built-in profiles', () => {
  test('are there for every vendor that is known', () => {
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

  test.each(profiles)('%s is one that the routing table takes as it is', (_name, profile) => {
    expect(providerProfileSchema.parse(profile)).toEqual(profile);
  });
});

describe('a routed operation', () => {
  const schema = contract.routedOperationSchema;
  test.each([
    [{ path: 'chat', modelPlace: 'PATH', modelKey: null }, 'must hold `{model}`'],
    [{ path: '{model}/{model}', modelPlace: 'PATH', modelKey: null }, 'once at most'],
    [{ path: 'a/{model}', modelPlace: 'PATH', modelKey: 'model' }, 'must be null'],
    [{ path: 'chat', modelPlace: 'JSON_BODY', modelKey: 'model' }, 'must be a JSON pointer'],
    [{ path: 'chat', modelPlace: 'JSON_BODY', modelKey: null }, 'must be given'],
    [{ path: 'chat', modelPlace: 'HEADER', modelKey: 'X-Model' }, 'must be the name of a header'],
  ])('%j is refused', (operation, why) => {
    expect(schema.safeParse(operation).error?.issues[0]?.message).toContain(why);
  });
});
