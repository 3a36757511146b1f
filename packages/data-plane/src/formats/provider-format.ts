import type { ProviderProfile } from '@switchyard/contract';
import type { GatewayError } from './gateway-error';

/** What a list of models is written from. */
export interface ModelListing {
  /** In the order in which they are listed. */
  readonly names: readonly string[];
  readonly providerName: string;
  readonly profile: ProviderProfile;
}

/** How the gateway answers in a vendor's format, and reads that vendor's errors. */
export interface ProviderFormat {
  /** In which header the vendor's SDK looks for the request's id, where that is not x-request-id; null where it is. */
  readonly requestIdHeader: string | null;
  /** The gateway's own error as the vendor would write it. */
  errorBody(error: GatewayError): string;
  /**
   * The codes of an error: its code and its type, whichever it has, and `model_not_found` or `request_too_large` where
   * only its wording says so. Empty where the body is not an error in this format.
   */
  errorCodes(body: Buffer): readonly string[];
  /** How long an error's body asks to wait, in ms; null where it does not say. */
  retryAfterMs(body: Buffer): number | null;
  modelList(listing: ModelListing): string;
  /** One model, as the vendor answers when it is asked for by its name. */
  model(name: string, listing: ModelListing): string;
}

/** The codes that are there: numbers as digits, each code once. */
export function wordsOf(...words: readonly unknown[]): string[] {
  const texts = words.map((word) => (typeof word === 'number' ? String(word) : word));
  return [...new Set(texts.filter((text): text is string => typeof text === 'string' && text !== ''))];
}

/** What a body holds as JSON; null where it holds none. */
export function parseBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
