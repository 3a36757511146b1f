import type { RoutedOperation } from '../profile/routed-operation';
import { canonical, inFormField, inJsonBody, inPath, pinned, taking } from './model-places';
import { named } from './operation-names';

const DEPLOYMENT = 'openai/deployments/{model}/';
/** The dated form: https://learn.microsoft.com/azure/ai-foundry/openai/reference */
const DATED_IN_JSON = ['chat/completions', 'audio/speech', 'completions', 'embeddings', 'images/generations'];
const DATED_IN_FORM = ['audio/transcriptions', 'audio/translations', 'images/edits'];

/**
 * The v1 form: https://learn.microsoft.com/azure/ai-services/openai/reference-preview-latest, and OpenAI's operations.
 */
const V1_IN_BODY = [
  'chat/completions',
  'audio/speech',
  'completions',
  'embeddings',
  'images/edits',
  'images/generations',
  'responses',
  'responses/compact',
  'responses/input_tokens',
];
const V1_IN_FORM = ['audio/transcriptions', 'audio/translations', 'images/edits'];

const inDeployment = (paths: readonly string[]) => inPath(...paths.map((path) => `${DEPLOYMENT}${path}`));
const inV1 = (paths: readonly string[]) => paths.map((path) => `openai/v1/${path}`);

/**
 * The operations of Azure OpenAI in both of its forms, which a resource of Azure AI Foundry serves as well. The
 * deployment is named in the path of the dated form, and in the body of the v1 form and of dated Responses. Requests
 * that were written for another provider come in the v1 form, unless the provider has an API version for the dated
 * form. Responses always come in the v1 form: their dated form exists only in previews since 2025-03-01-preview, and
 * `azureApiVersion` is usually a generally available version. A video is a job that belongs to one resource.
 */
export const azureOpenaiOperations: readonly RoutedOperation[] = [
  ...canonical(
    'API_VERSION_SET',
    named(DEPLOYMENT, [...taking('JSON', inDeployment(DATED_IN_JSON)), ...taking('FORM', inDeployment(DATED_IN_FORM))]),
  ),
  ...canonical('NEVER', named('openai/', inJsonBody('openai/responses'))),
  ...named('openai/v1/', [...inJsonBody(...inV1(V1_IN_BODY)), ...inFormField(...inV1(V1_IN_FORM))]),
  ...pinned([...inJsonBody('openai/v1/videos'), ...inFormField('openai/v1/videos')]),
];
