import { GATEWAY_ERROR_STATUS, geminiProfile, type GatewayErrorCode } from '@switchyard/contract';
import { GatewayError } from './gateway-error';
import { anthropicFormat } from './anthropic-format';
import { geminiFormat } from './gemini-format';
import { mistralFormat } from './mistral-format';
import { openaiFormat } from './openai-format';
import { readVendorError } from './vendor-error';

const codes = Object.keys(GATEWAY_ERROR_STATUS) as GatewayErrorCode[];

describe("the gateway's own errors", () => {
  it.each([
    ['OpenAI', openaiFormat],
    ['Anthropic', anthropicFormat],
    ['Gemini', geminiFormat],
    ['Mistral', mistralFormat],
  ])("in %s's format contain their code, and the gateway finds it there", (_vendor, format) => {
    for (const code of codes) {
      const written = format.errorBody(new GatewayError(code, `about ${code}`));
      expect(written).toContain(`about ${code}`);
      const { codes: read } = readVendorError(JSON.parse(written), null);
      expect(read.map((each) => each.toLowerCase())).toContain(code);
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
