import { openaiProfile } from '../templates/openai';
import { providerProfileSchema, profileWith } from './provider-profile';

const MEMBERS = Object.keys(providerProfileSchema.shape);

it.each(MEMBERS)(
  'reads a profile without `%s`: an earlier release may have published it before the member was added',
  (member) => {
    const { [member]: _left, ...without } = { ...openaiProfile } as Record<string, unknown>;
    expect(Object.keys(without)).toHaveLength(MEMBERS.length - 1);
    const byDefault = profileWith({})[member as keyof typeof openaiProfile];
    expect(providerProfileSchema.parse(without)).toEqual({ ...openaiProfile, [member]: byDefault });
  },
);

it('an empty profile sends no credential, routes nothing, recognises nothing and counts as OpenAI does', () => {
  const { credentialPlace, wireFormat, streamFraming, ...members } = profileWith({});
  const { promptIncludesCache, completionIncludesReasoning, streamUsageOption, ...others } = members;
  expect([promptIncludesCache, completionIncludesReasoning, streamUsageOption]).toEqual([true, true, false]);
  expect([credentialPlace, wireFormat, streamFraming]).toEqual(['NONE', 'OPENAI', 'SERVER_SENT_EVENTS']);
  for (const value of Object.values(others)) expect(value === null || value.length === 0).toBe(true);
});

it('describes each member in a sentence', () => {
  for (const member of MEMBERS) {
    const { description } = providerProfileSchema.shape[member as keyof typeof openaiProfile];
    expect({ member, description }).toEqual({ member, description: expect.stringMatching(/^[A-Z].{15,}\.$/) });
  }
});

it.each([
  ['credentialName', 'a name', 'must be the name of a header or query parameter'],
  ['credentialPrefix', 'Schlüssel ', 'must consist of visible ASCII characters'],
  ['modelListPath', '/models', 'without a leading slash'],
  ['modelListPath', 'models  v1/models', 'separate several with one space'],
  ['modelListPath', 'm m m m m m m m m', 'at most 8 items'],
  ['ownQueryParameters', ['api version'], 'must be the name of a query parameter'],
  ['azureApiVersion', '2024-10-21&key=x', 'must be an API version'],
  ['remainingTokensHeader', 'X-Left', 'in lower case'],
  ['fixedHeaders', [{ name: 'X-Team', value: 'a' }], 'in lower case'],
  ['routedOperations', [{ path: 'a/../b', modelPlace: 'JSON_BODY', modelKey: '/model' }], 'dot segment'],
])('refuses %s: %j', (member, value, why) => {
  const { error } = providerProfileSchema.safeParse({ ...openaiProfile, [member]: value });
  expect(error?.issues[0]?.path[0]).toBe(member);
  expect(error?.issues[0]?.message).toContain(why);
});
