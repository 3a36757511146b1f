import type { ProviderProfile } from '@switchyard/contract';
import type { GatewayError } from '../gateway-error';

/** What a list of models says, besides their names. */
export interface ModelListing {
  /** In the order in which they are listed. */
  readonly names: readonly string[];
  readonly providerName: string;
  readonly profile: ProviderProfile;
}

/** How the gateway speaks as a vendor does, and reads a vendor's errors. */
export interface ProviderFormat {
  /** In which header the vendor's SDK looks for the request's id, where that is not x-request-id; null where it is. */
  readonly requestIdHeader: string | null;
  /** The gateway's own error as the vendor would write it. */
  errorBody(error: GatewayError): string;
  /**
   * The words by which an error tells what it is: its code and its type, whichever it has. `model_not_found` or
   * `request_too_large` is among them where only the error's wording tells that. Empty for what is no error in this format.
   */
  errorCodes(body: Buffer): readonly string[];
  /** How long an error asks to wait, in ms, where the vendor says so in the body; null where it does not. */
  retryAfterMs(body: Buffer): number | null;
  modelList(listing: ModelListing): string;
  /** One model, as the vendor answers when it is asked for by its name. */
  model(name: string, listing: ModelListing): string;
}

/** The words of an error that are there: numbers as digits, each word once. */
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
