import { profileWith } from '../profile/provider-profile';
import { azureOpenaiOperations } from './azure-operations';
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
  // A 404 with the code "404" means a wrong path or api-version instead.
  modelNotFoundCodes: ['DeploymentNotFound', 'model_not_found'],
  credentialRejectedCodes: ['invalid_api_key'],
  modelListPath: 'openai/v1/models',
  ...openaiStream,
  ...openaiUsage,
});
