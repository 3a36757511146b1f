import { profileWith } from '../profile/provider-profile';
import { azureOpenaiOperations } from './azure-operations';
import { azureErrors } from './openai-errors';
import { openaiStream } from './openai-stream';
import { openaiUsage } from './openai-usage';

/**
 * Azure OpenAI, in both of its forms. An endpoint's URL is the resource's, `https://<resource>.openai.azure.com`; a
 * model of the provider is a deployment, named in the path of the dated form (`…/deployments/<name>/chat/completions`,
 * as called by the SDKs' class AzureOpenAI) and in the body of the v1 form (`openai/v1/…`) and of dated Responses.
 *
 * The list of models is the v1 form's: Azure's own dated list names base models, not deployments.
 */
export const azureOpenaiProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'api-key',
  routedOperations: [...azureOpenaiOperations],
  ownQueryParameters: ['api-version'],
  wireFormat: 'OPENAI',
  modelListPath: 'openai/v1/models',
  ...azureErrors,
  ...openaiStream,
  ...openaiUsage,
  streamUsageOption: true,
});
