import { GATEWAY_ERROR_STATUS, geminiProfile, type GatewayErrorCode } from '@switchyard/contract';
import { GatewayError } from './gateway-error';
import { anthropicFormat } from './anthropic-format';
import { geminiFormat } from './gemini-format';
import { mistralFormat } from './mistral-format';
import { openaiFormat } from './openai-format';

const codes = Object.keys(GATEWAY_ERROR_STATUS) as GatewayErrorCode[];
const body = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe("the gateway's own errors", () => {
  it.each([
    ['OpenAI', openaiFormat],
    ['Anthropic', anthropicFormat],
    ['Gemini', geminiFormat],
    ['Mistral', mistralFormat],
  ])("in %s's format contain their code, and its own parser finds it", (_vendor, format) => {
    for (const code of codes) {
      const written = format.errorBody(new GatewayError(code, `about ${code}`));
      expect(written).toContain(`about ${code}`);
      expect(format.errorCodes(body(written)).map((word) => word.toLowerCase())).toContain(code);
    }
  });

  it('have the shapes documented by the vendors', () => {
    const error = new GatewayError('no_available_target', 'none left', 30);
    expect(JSON.parse(anthropicFormat.errorBody(error))).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'none left', details: { error_code: 'no_available_target' } },
    });
    expect(JSON.parse(mistralFormat.errorBody(error))).toEqual({
      object: 'error',
      message: 'none left',
      type: 'server_error',
      param: null,
      code: 'no_available_target',
    });
    expect(JSON.parse(geminiFormat.errorBody(error))).toEqual({
      error: {
        code: 503,
        message: 'none left',
        status: 'UNAVAILABLE',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'NO_AVAILABLE_TARGET',
            domain: 'switchyard',
          },
          { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '30s' },
        ],
      },
    });
  });
});

describe("a vendor's error", () => {
  const gemini = (error: object) => ({ error: { code: 404, message: '', ...error } });

  it.each([
    [
      openaiFormat,
      { error: { code: 'model_not_found', type: 'invalid_request_error' } },
      ['model_not_found', 'invalid_request_error'],
    ],
    [openaiFormat, { error: { code: 404, type: 'NotFoundError', param: 'model' } }, ['404', 'NotFoundError']],
    [
      openaiFormat,
      {
        error: {
          code: null,
          type: 'invalid_request_error',
          param: 'model',
          message: "The requested model 'x' does not exist.",
        },
      },
      ['invalid_request_error', 'model_not_found'],
    ],
    [
      openaiFormat,
      { error: { code: 'rate_limit_exceeded', type: 'tokens', message: 'Request too large for m on TPM' } },
      ['rate_limit_exceeded', 'tokens', 'request_too_large'],
    ],
    [openaiFormat, { error: 'Unauthorized' }, []],
    [openaiFormat, '<html>413</html>', []],
    [mistralFormat, { object: 'error', type: 'invalid_model', code: '1500' }, ['1500', 'invalid_model']],
    [mistralFormat, { detail: 'Unauthorized' }, []],
    [
      anthropicFormat,
      { type: 'error', error: { type: 'not_found_error', message: 'model: claude-0' } },
      ['not_found_error', 'model_not_found'],
    ],
    [
      anthropicFormat,
      { type: 'error', error: { type: 'not_found_error', message: 'File not found', details: null } },
      ['not_found_error'],
    ],
    [
      geminiFormat,
      gemini({ status: 'NOT_FOUND', message: 'models/x is not found for API version v1beta, or is not supported' }),
      ['NOT_FOUND', 'model_not_found'],
    ],
    [geminiFormat, gemini({ status: 'NOT_FOUND', message: 'File not found' }), ['NOT_FOUND']],
    [
      geminiFormat,
      [gemini({ status: 'INVALID_ARGUMENT', details: [{ reason: 'API_KEY_INVALID' }, {}] })],
      ['API_KEY_INVALID', 'INVALID_ARGUMENT'],
    ],
    [geminiFormat, '', []],
  ])('yields its codes: %#', (format, error, words) => {
    expect(format.errorCodes(body(error))).toEqual(words);
  });

  it.each([
    ['45s', 45_000],
    ['0.5s', 500],
    ['45.5780001s', 45_579],
    ['-1s', null],
    ['1h', null],
  ])('of Gemini asks to wait %s, which is %p ms', (retryDelay, waitMs) => {
    expect(geminiFormat.retryAfterMs(body(gemini({ details: [{}, { retryDelay }] })))).toBe(waitMs);
  });
});

describe('a list of models', () => {
  const a = { name: 'a', providerName: 'vendor' };
  const models = [a, { name: 'org/b', providerName: 'other' }];

  it('has the shape that each vendor documents', () => {
    const entry = (id: string, owner: string) => ({ id, object: 'model', created: 0, owned_by: owner });
    expect(JSON.parse(openaiFormat.modelList(models, geminiProfile))).toEqual({
      object: 'list',
      data: [entry('a', 'vendor'), entry('org/b', 'other')],
    });
    expect(JSON.parse(mistralFormat.model(a, geminiProfile))).toEqual({
      ...entry('a', 'vendor'),
      capabilities: {},
      type: 'base',
    });
    const own = (id: string) => ({ type: 'model', id, display_name: id, created_at: '1970-01-01T00:00:00Z' });
    expect(JSON.parse(anthropicFormat.modelList(models, geminiProfile))).toEqual({
      data: [own('a'), own('org/b')],
      has_more: false,
      first_id: 'a',
      last_id: 'org/b',
    });
    expect(JSON.parse(anthropicFormat.modelList([], geminiProfile))).toMatchObject({
      data: [],
      first_id: null,
      last_id: null,
    });
    expect(JSON.parse(geminiFormat.modelList(models, geminiProfile))).toEqual({
      models: ['a', 'org/b'].map((name) => ({
        name: `models/${name}`,
        baseModelId: name,
        displayName: name,
        supportedGenerationMethods: [
          'generateContent',
          'countTokens',
          'embedContent',
          'batchEmbedContents',
          'predict',
          'streamGenerateContent',
          'batchGenerateContent',
          'asyncBatchEmbedContent',
          'predictLongRunning',
        ],
      })),
    });
  });
});
