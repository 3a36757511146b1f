import type { ProviderProfile } from '@switchyard/contract';
import type { GatewayError } from './gateway-error';

/** The content of a model list. */
export interface ModelListing {
  /** In the order of the list. */
  readonly names: readonly string[];
  readonly providerName: string;
  readonly profile: ProviderProfile;
}

/** How the gateway answers in a vendor's format. */
export interface ProviderFormat {
  /** The header in which the vendor's SDK looks for the request id; null for x-request-id. */
  readonly requestIdHeader: string | null;
  /** The gateway's own error in the vendor's format. */
  errorBody(error: GatewayError): string;
  modelList(listing: ModelListing): string;
  /** One model, as in the vendor's answer to a request for it by name. */
  model(name: string, listing: ModelListing): string;
}
