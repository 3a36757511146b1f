import { isCredentialRejectionInStream, isRequestFault, streamErrorCodes } from './stream-error';

const TARGET_FAULTS = ['invalid_api_key', 'model_not_found'];
const isRequests = (data: object) => isRequestFault(streamErrorCodes(data), TARGET_FAULTS);

describe('an error in a stream', () => {
  it.each([
    ['a context that is too long', { error: { type: 'invalid_request_error', code: 'context_length_exceeded' } }],
    ['the same without a type', { response: { error: { code: 'context_length_exceeded' } } }],
    ['an image that cannot be read', { type: 'error', error: { code: 'invalid_image_format' } }],
    ['vLLM’s number', { error: { message: 'x', type: 'BadRequestError', code: 400 } }],
    ['Gemini’s status', { error: { code: 400, status: 'INVALID_ARGUMENT' } }],
    [
      'a request above the account’s limit',
      { error: { code: 'rate_limit_exceeded', message: 'Request too large for m' } },
    ],
    ['the same in a Response', { response: { error: { code: 'rate_limit_exceeded', message: 'Request too large' } } }],
    ['Mistral’s, without a wrapper', { object: 'error', type: 'invalid_request_error', code: null }],
  ])('is the request’s fault: %s', (_title, data) => {
    expect(isRequests(data)).toBe(true);
  });

  it.each([
    ['an overload', { error: { type: 'server_error', code: 'server_is_overloaded' } }],
    ['a limit', { error: { type: 'requests', code: 'rate_limit_exceeded' } }],
    ['an empty account', { response: { error: { code: 'insufficient_quota' } } }],
    [
      'a rejected key, which OpenAI calls an invalid request',
      { error: { type: 'invalid_request_error', code: 'invalid_api_key' } },
    ],
    ['a missing model, likewise', { error: { type: 'invalid_request_error', code: 'model_not_found' } }],
    ['Gemini’s', { error: { code: 503, status: 'UNAVAILABLE' } }],
    ['only a text', { error: 'went wrong' }],
    ['nothing', {}],
  ])('is the target’s fault: %s', (_title, data) => {
    expect(isRequests(data)).toBe(false);
  });
});

describe('an error in a stream rejects the gateway’s credential', () => {
  const isRefusal = (data: object, ...rejectedCodes: string[]) =>
    isCredentialRejectionInStream(streamErrorCodes(data), rejectedCodes);

  it.each([
    ['vLLM’s', { error: { message: 'x', type: 'AuthenticationError', code: 401 } }],
    ['Azure’s', { error: { code: '401', message: 'x' } }],
    ['Mistral’s, without a wrapper', { object: 'error', type: 'invalid_request_error', code: 401 }],
    ['Anthropic’s', { type: 'error', error: { type: 'authentication_error' } }],
    ['Anthropic’s for a missing permission', { type: 'error', error: { type: 'permission_error' } }],
    ['OpenAI’s', { error: { type: 'invalid_request_error', code: 'invalid_api_key' } }],
    ['Gemini’s', { error: { code: 403, status: 'PERMISSION_DENIED' } }],
    ['a compatible server’s', { error: { type: 'PermissionDeniedError' } }],
  ])('%s', (_title, data) => {
    expect(isRefusal(data)).toBe(true);
  });

  it('by the codes in the profile, and by no others', () => {
    expect(isRefusal({ error: { code: 'KeyExpired' } }, 'KeyExpired')).toBe(true);
    expect(isRefusal({ error: { code: 'KeyExpired' } })).toBe(false);
    expect(isRefusal({ error: { code: 400, type: 'invalid_request_error', message: '401' } })).toBe(false);
    expect(isRefusal({ error: { code: '4010', type: 'server_error' } })).toBe(false);
  });
});
