import type { ProviderProfile } from '@switchyard/contract';
import type { ListedModel } from '@switchyard/routing';
import type { GatewayError } from './gateway-error';

/** How the gateway answers in a vendor's format, and reads that vendor's errors. */
export interface ProviderFormat {
  /** The header in which the vendor's SDK looks for the request id; null for x-request-id. */
  readonly requestIdHeader: string | null;
  /** The gateway's own error in the vendor's format. */
  errorBody(error: GatewayError): string;
  /**
   * The codes of an error: its code and type, if present, and `model_not_found` or `request_too_large` if only its
   * message says so. Empty if the body is not an error in this format.
   */
  errorCodes(body: Buffer): readonly string[];
  /** The wait that an error's body asks for, in ms; null if none. */
  retryAfterMs(body: Buffer): number | null;
  /** @param models in the order of the list */
  modelList(models: readonly ListedModel[], profile: ProviderProfile): string;
  /** One model, as in the vendor's answer to a request for it by name. */
  model(model: ListedModel, profile: ProviderProfile): string;
}

/** The texts that are present, each once; numbers as digits. */
export function distinctTexts(...values: readonly unknown[]): string[] {
  const texts = values.map((value) => (typeof value === 'number' ? String(value) : value));
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text !== ''))];
}

/** The body as JSON; null if it is not JSON. */
export function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
