import type { ListedModel } from '@switchyard/routing';
import { openaiErrorType, openaiModel } from './openai-format';
import type { ProviderFormat } from './provider-format';

/** Source: https://docs.mistral.ai/api/endpoint/models */
function mistralModel(model: ListedModel) {
  // The model's capabilities are not known here. SDKs require the member, and treat absent capabilities as false.
  return { ...openaiModel(model), capabilities: {}, type: 'base' };
}

/**
 * Mistral's errors have no wrapper: `{"object":"error","message","type","param","code"}`.
 * Source: https://docs.mistral.ai/resources/error-glossary
 */
export const mistralFormat: ProviderFormat = {
  requestIdHeader: null,
  errorBody: (error) =>
    JSON.stringify({
      object: 'error',
      message: error.message,
      type: openaiErrorType(error),
      param: null,
      code: error.code,
    }),
  modelList: (models) => JSON.stringify({ object: 'list', data: models.map(mistralModel) }),
  model: (model) => JSON.stringify(mistralModel(model)),
};
