import type { ProviderProfile, RoutedOperation } from '../provider-profile';
import { openaiStream } from './openai-stream';

/** Operations whose JSON body names the model in a top-level member: https://platform.openai.com/docs/api-reference */
const JSON_OPERATIONS = [
  'audio/speech',
  'chat/completions',
  'completions',
  'embeddings',
  'images/generations',
  'moderations',
  'responses',
];

const inJsonBody = (path: string): RoutedOperation => ({ path, modelPlace: 'JSON_BODY', modelKey: 'model' });

/** Key: https://platform.openai.com/docs/api-reference/authentication · errors: …/docs/guides/error-codes */
export const openaiProfile: ProviderProfile = {
  credentialPlace: 'HEADER',
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
  fixedHeaders: [],
  routedOperations: JSON_OPERATIONS.map(inJsonBody),
  wireFormat: 'OPENAI',
  modelNotFoundCodes: ['model_not_found'],
  credentialRejectedCodes: ['invalid_api_key'],
  modelListPath: 'models',
  ...openaiStream,
};
