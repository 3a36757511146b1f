import { openaiProfile } from '@switchyard/contract';
import { effectiveProfile } from './effective-profile';

const overridden = (profileOverrides: Parameters<typeof effectiveProfile>[0]['profileOverrides']) =>
  effectiveProfile({ template: 'OPENAI', profileOverrides });

it("is the template's profile with the provider's overrides", () => {
  expect(overridden({})).toEqual(openaiProfile);
  expect(overridden({ modelListPath: null })).toEqual({ ...openaiProfile, modelListPath: null });
});

it('has the name of a header in lower case, and that of a query parameter as it is', () => {
  expect(overridden({ credentialName: 'X-Key' })).toMatchObject({
    credentialName: 'x-key',
    credentialPrefix: 'Bearer ',
  });
  expect(overridden({ credentialPlace: 'QUERY_PARAMETER', credentialName: 'appId' })).toMatchObject({
    credentialName: 'appId',
    credentialPrefix: null,
  });
});

it('has neither a name nor a prefix if there is no place for a credential', () => {
  expect(overridden({ credentialPlace: 'NONE', credentialName: 'x-key' })).toMatchObject({
    credentialName: null,
    credentialPrefix: null,
  });
});
