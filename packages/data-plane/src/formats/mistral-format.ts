import { openaiErrorType, openaiModel } from './openai-format';
import type { ModelListing, ProviderFormat } from './provider-format';

/** Source: https://docs.mistral.ai/api/endpoint/models */
function mistralModel(name: string, listing: ModelListing) {
  // The model's capabilities are not known here. SDKs require the member, and treat absent capabilities as false.
  return { ...openaiModel(name, listing), capabilities: {}, type: 'base' };
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
  modelList: (listing) =>
    JSON.stringify({ object: 'list', data: listing.names.map((name) => mistralModel(name, listing)) }),
  model: (name, listing) => JSON.stringify(mistralModel(name, listing)),
};
