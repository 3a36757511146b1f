import type { ProviderProfile } from '@switchyard/contract';
import type { ListedModel } from '@switchyard/routing';
import type { GatewayError } from './gateway-error';

/** How the gateway answers in a vendor's format. */
export interface ProviderFormat {
  /** The header in which the vendor's SDK looks for the request id; null for x-request-id. */
  readonly requestIdHeader: string | null;
  /** The gateway's own error in the vendor's format. */
  errorBody(error: GatewayError): string;
  /** @param models in the order of the list */
  modelList(models: readonly ListedModel[], profile: ProviderProfile): string;
  /** One model, as in the vendor's answer to a request for it by name. */
  model(model: ListedModel, profile: ProviderProfile): string;
}
