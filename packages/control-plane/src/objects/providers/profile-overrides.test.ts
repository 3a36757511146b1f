import 'reflect-metadata';
import { providerProfileSchema } from '@switchyard/contract';
import { problemsOf } from '../../kernel/rules/check-input';
import { describeOverride, profileOverridesSchema, writtenOverrides } from './profile-overrides';

const problems = (written: unknown) => {
  const { error } = profileOverridesSchema.safeParse(written, { reportInput: true });
  return problemsOf(error?.issues ?? []).map(({ path, reason, message }) => `${path}: ${reason}: ${message}`);
};

it('omits absent and null members, and turns an empty string into null', () => {
  const written = { wireFormat: null, modelListPath: '', credentialPrefix: '', fixedHeaders: [] };
  expect(profileOverridesSchema.parse(written)).toEqual({
    modelListPath: null,
    credentialPrefix: null,
    fixedHeaders: [],
  });
});

it('writes overrides that parse back to the same overrides', () => {
  const overrides = profileOverridesSchema.parse({
    credentialPlace: 'NONE',
    credentialName: '',
    promptTokensPath: 'header:X-In /in',
    totalTokensPath: '',
    routedOperations: [{ path: 'say', modelPlace: 'HEADER', modelKey: 'X-Model' }],
    terminalEvents: [{ data: '' }],
    errorRules: [{ kind: 'OVERLOADED', codes: ['busy'] }],
  });
  expect(overrides).toMatchObject({ credentialName: null, promptTokensPath: 'header:x-in /in', totalTokensPath: null });
  expect(profileOverridesSchema.parse(writtenOverrides(overrides))).toEqual(overrides);
});

it.each([
  [{ other: 1 }, ['other: UNKNOWN_MEMBER: is not a known field']],
  [{ modelListPath: 5 }, ['modelListPath: INVALID_FORMAT: must be a string: put it in quotation marks']],
  [{ wireFormat: 'SOAP' }, ['wireFormat: INVALID_FORMAT: must be one of `OPENAI`, `ANTHROPIC`, `GEMINI`, `MISTRAL`']],
  [
    { credentialName: '' },
    ['credentialName: REQUIRED: must name the header or query parameter that carries the credential'],
  ],
  [
    { credentialPlace: 'QUERY_PARAMETER' },
    ['credentialName: REQUIRED: must name the header or query parameter that carries the credential'],
  ],
  [{ contentMembers: Array.from({ length: 65 }, String) }, ['contentMembers: WRONG_COUNT: must have at most 64 items']],
  [
    { errorRules: [{ kind: 'OVERLOADED' }, { kind: 'OVERLOADED', statuses: [200] }] },
    [
      'errorRules.0: INVALID_FORMAT: must have at least one of `statuses`, `codes` and `messages`',
      'errorRules.1.statuses.0: OUT_OF_RANGE: must be at least 400',
    ],
  ],
  [
    { credentialName: 'X-Team', fixedHeaders: ['X-Team', 'a', 'A'].map((name) => ({ name, value: '' })) },
    [
      'fixedHeaders.2.name: DUPLICATE: is listed twice',
      'fixedHeaders.0.name: NOT_ALLOWED: is reserved: it carries a credential, or the data plane sets it',
    ],
  ],
  [
    {
      routedOperations: [
        { path: 'a/{model}', modelPlace: 'PATH', name: 'say', pinned: true },
        { path: 'A/{model}', modelPlace: 'HEADER', modelKey: 'x-model', name: 'say' },
        { path: 'a/{model}', modelPlace: 'FORM_FIELD', modelKey: 'model', pinned: true },
        { path: 'b', modelPlace: 'HEADER', modelKey: 'x-model', canonicalWhen: 'NEVER' },
      ],
    },
    [
      'routedOperations.1.pinned: EXCLUSIVE: must be the same for all places of a path',
      'routedOperations.2.name: EXCLUSIVE: must be the same for all places of a path',
    ],
  ],
  [
    {
      credentialName: 'X-Team',
      fixedHeaders: [{ name: 'x-version', value: '1' }],
      routedOperations: ['X-Team', 'x-version', 'X-Model', 'Host', 'transfer-encoding'].map((modelKey, index) => {
        return { path: `say/${index}`, modelPlace: 'HEADER', modelKey };
      }),
    },
    [
      'routedOperations.3.modelKey: INVALID_FORMAT: is reserved: it may carry a credential, or the data plane sets it',
      'routedOperations.4.modelKey: INVALID_FORMAT: is reserved: it may carry a credential, or the data plane sets it',
      'routedOperations.0.modelKey: NOT_ALLOWED: is taken: the profile has its credential or a fixed header there',
      'routedOperations.1.modelKey: NOT_ALLOWED: is taken: the profile has its credential or a fixed header there',
    ],
  ],
])('refuses %j and says where and why', (written, expected) => {
  expect(problems(written)).toEqual(expected);
});

it('reports conflicting members as well as malformed ones', () => {
  expect(problems({ totalTokensPath: 'usage', credentialName: 'host' })).toEqual([
    expect.stringMatching(/^totalTokensPath: INVALID_FORMAT: must be a JSON pointer/),
    'credentialName: NOT_ALLOWED: is reserved: the data plane sets this header',
  ]);
});

it('describes a member with its maximum number of items and what an empty string means', () => {
  const { errorEvents, credentialName, wireFormat } = providerProfileSchema.shape;
  expect(describeOverride(errorEvents)).toBe(`${errorEvents.description} At most 64.`);
  expect(describeOverride(credentialName)).toBe(`${credentialName.description} Empty if there is none.`);
  expect(describeOverride(wireFormat)).toBe(wireFormat.description);
});
