import type { IncomingMessage } from 'node:http';
import type { ConsumerEntry, ConsumerKeyEntry, Environment } from '@switchyard/contract';
import { consumerKeyHash, presentedKey, type KeyPlace } from './consumer-key';
import { GatewayError } from '../formats/gateway-error';

/** The same message for every reason, so that it does not reveal which keys exist. */
export const INVALID_KEY_MESSAGE =
  "Send one valid consumer key where the provider's SDK puts its API key: check that it is complete, not expired and not revoked.";

/** The authenticated consumer. */
export interface Caller {
  readonly consumer: ConsumerEntry;
  readonly environment: Environment;
  /** The consumer key's id. */
  readonly keyId: string;
}

/** The part of the routing table that authentication reads. */
export interface ConsumerDirectory {
  consumerKey(sha256Hex: string): ConsumerKeyEntry | undefined;
  consumer(id: string): ConsumerEntry | undefined;
}

/**
 * @param keyPlace a further place for keys in the provider's profile; null if there is none
 * @throws GatewayError invalid_api_key
 */
export function authenticate(
  directory: ConsumerDirectory,
  { headers, rawHeaders }: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  query: string,
  keyPlace: KeyPlace | null,
  nowMs: number,
): Caller {
  // Node returns only the first of several headers, but another one could be the intended key.
  const presented = repeats(rawHeaders, 'authorization') ? null : presentedKey(headers, query, keyPlace);
  const key = presented === null ? undefined : directory.consumerKey(consumerKeyHash(presented));
  const consumer = key === undefined ? undefined : directory.consumer(key.consumerId);
  if (key === undefined || consumer === undefined || !consumer.enabled || isExpired(key, nowMs)) {
    throw new GatewayError('invalid_api_key', INVALID_KEY_MESSAGE);
  }
  return { consumer, environment: key.environment, keyId: key.id };
}

function repeats(rawHeaders: readonly string[], name: string): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const part = rawHeaders[index];
    if (part !== undefined && part.length === name.length && part.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

function isExpired({ expiresAt }: ConsumerKeyEntry, nowMs: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= nowMs;
}
