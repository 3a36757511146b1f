import type { Environment } from '@switchyard/contract';
import type { Refusal } from '@switchyard/routing';
import { GatewayError } from '../formats/gateway-error';
import { INVALID_KEY_MESSAGE } from '../request/authenticate';

/** How many characters of a model's name an error repeats. Real names are shorter, but a request may name anything. */
const MODEL_ECHO_LENGTH_MAX = 128;

/**
 * The error for a request that is not sent to any target.
 *
 * @param environment the consumer key's; null if the request was refused before its key was read
 */
export function refusalError(refusal: Refusal, environment: Environment | null): GatewayError {
  return new GatewayError(refusal.code, messageOf(refusal, environment));
}

function messageOf({ code, detail, model }: Refusal, environment: Environment | null): string {
  switch (code) {
    case 'invalid_path':
      return detail ?? 'The path is not valid.';
    case 'invalid_api_key':
      return INVALID_KEY_MESSAGE;
    case 'ai_api_not_found':
      return 'No AI API at this path: check the base URL.';
    case 'access_denied':
      return 'This consumer does not have access to this AI API: ask the operator for an access grant.';
    case 'model_not_found':
      return `The model '${(model ?? '').slice(0, MODEL_ECHO_LENGTH_MAX)}' does not exist in this AI API.`;
    case 'environment_not_configured':
      return `In the ${(environment ?? '').toLowerCase()} environment of this consumer key, the AI API has no policy or default endpoint for this request: ask the operator to add one.`;
    case 'operation_not_allowed':
      return 'This AI API does not serve this operation: check the method and path, or ask the operator to allow it.';
    case 'operation_not_supported':
      return 'No provider of this AI API that its policy routes to serves this operation in this form: call another operation, or ask the operator.';
  }
}
