import { z } from 'zod';
import {
  aiApiEntrySchema,
  certificateEntrySchema,
  consumerEntrySchema,
  consumerKeyEntrySchema,
  pricesEntrySchema,
  providerEntrySchema,
} from './routing-table';

/** The bucket of the routing table, with one key per entry, and the key of its head. */
export const ROUTING_TABLE_BUCKET = 'switchyard-routing-table';
export const HEAD_KEY = 'head';

/**
 * The maximum size of an entry's value in JSON: the bucket keeps two versions under one key, and NATS accepts 1 MiB by
 * default.
 */
export const ENTRY_VALUE_BYTES_MAX = 500_000;

/**
 * The kinds of entry with the schemas of their values, by the first segment of their keys. Compiled, because a data plane
 * validates every entry when it starts: it takes a third of the time.
 */
export const entryValueSchemas = {
  provider: z.compile(providerEntrySchema),
  prices: z.compile(pricesEntrySchema),
  certificate: z.compile(certificateEntrySchema),
  'ai-api': z.compile(aiApiEntrySchema),
  consumer: z.compile(consumerEntrySchema),
  'consumer-key': z.compile(consumerKeyEntrySchema),
} as const;
export type EntryKind = keyof typeof entryValueSchemas;
export type EntryValue<K extends EntryKind = EntryKind> = { [P in K]: z.infer<(typeof entryValueSchemas)[P]> }[K];

/**
 * The key of an entry; `id` is a UUID (for prices the provider's), or the SHA-256 of a consumer key or a certificate in
 * lower-case hex.
 */
export function entryKey(kind: EntryKind, id: string): string {
  return `${kind}.${id}`;
}

/** The kind and id in an entry's key; null if it is not the key of an entry that this release knows. */
export function parseEntryKey(key: string): { kind: EntryKind; id: string } | null {
  const dot = key.indexOf('.');
  const kind = key.slice(0, dot);
  return dot > 0 && Object.hasOwn(entryValueSchemas, kind) ? { kind: kind as EntryKind, id: key.slice(dot + 1) } : null;
}
