import { profileWith } from '../profile/provider-profile';
import { inFormField, inJsonBody, pinned } from './model-places';
import { openaiErrors } from './openai-errors';
import { named } from './operation-names';
import { openaiStream } from './openai-stream';
import { openaiUsage } from './openai-usage';

/**
 * OpenAI. An endpoint's URL ends in `/v1`, like the base URL of the SDKs.
 *
 * Operations: https://platform.openai.com/docs/api-reference · key: …/docs/api-reference/authentication · errors:
 * https://platform.openai.com/docs/guides/error-codes
 *
 * Operations on stored objects (files, batches, a response by id, …) belong to one account and are not routed. A video
 * (…/docs/api-reference/videos/create) is a job that is fetched later, so it goes to the default endpoint.
 */
export const openaiProfile = profileWith({
  credentialPlace: 'HEADER',
  credentialName: 'authorization',
  credentialPrefix: 'Bearer ',
  routedOperations: [
    ...named('', [
      ...inJsonBody(
        'chat/completions',
        'audio/speech',
        'completions',
        'embeddings',
        'images/edits',
        'images/generations',
        'moderations',
        'responses',
        'responses/compact',
        'responses/input_tokens',
      ),
      ...inFormField('audio/transcriptions', 'audio/translations', 'images/edits', 'images/variations'),
    ]),
    ...pinned([...inJsonBody('videos'), ...inFormField('videos')]),
  ],
  wireFormat: 'OPENAI',
  modelListPath: 'models',
  ...openaiErrors,
  ...openaiStream,
  ...openaiUsage,
  streamUsageOption: true,
});
