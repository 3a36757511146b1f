import { GatewayError } from '../formats/gateway-error';

/** Every request that ends frees a permit, so capacity returns within moments. */
const RETRY_WHEN_OVERLOADED_SECONDS = 1;

/** @param problem a sentence that names the limit reached */
export function overloaded(problem: string): GatewayError {
  return new GatewayError('overloaded', `${problem} Try again in a moment.`, RETRY_WHEN_OVERLOADED_SECONDS);
}
