import { profileWith } from '../profile/provider-profile';
import { azureOpenaiOperations } from './azure-operations';
import { canonical, inJsonBody } from './model-places';
import { azureErrors } from './openai-errors';
import { openaiStream } from './openai-stream';
import { named } from './operation-names';
import { openaiUsage } from './openai-usage';
import { anyOf } from './usage-places';

/**
 * Azure AI Foundry: the models endpoint, and both forms of Azure OpenAI on the same host. An endpoint's URL is the
 * resource's, `https://<resource>.services.ai.azure.com`; a model of the provider is a deployment.
 *
 * Models endpoint: https://learn.microsoft.com/rest/api/aifoundry/model-inference · v1 form:
 * https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
 *
 * The vendor's client sends one key in two headers, `api-key` and `authorization`; either identifies the consumer, and
 * neither goes upstream.
 */
export const azureAiFoundryProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'api-key',
  routedOperations: [
    ...canonical(
      'NEVER',
      named('models/', inJsonBody('models/chat/completions', 'models/embeddings', 'models/images/embeddings')),
    ),
    ...azureOpenaiOperations,
  ],
  ownQueryParameters: ['api-version'],
  wireFormat: 'OPENAI',
  modelListPath: 'openai/v1/models',
  ...azureErrors,
  ...openaiStream,
  ...openaiUsage,
  streamUsageOption: true,
  // Models of other vendors count reasoning tokens separately.
  reasoningTokensPath: anyOf(openaiUsage.reasoningTokensPath, '/usage/reasoning_tokens'),
});
