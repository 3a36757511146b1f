import { entryKey, type EntryKind, type EntryValue, forEachInSlices, parseEntryKey } from '@switchyard/contract';
import type { EntityManager } from 'typeorm';
import { together } from '../kernel/database/together';
import { PLAYGROUND_CONSUMER } from '../objects/playground/playground-consumer';
import {
  compileAiApi,
  compileCertificate,
  compileConsumer,
  compileConsumerKey,
  compilePrices,
  compileProvider,
} from './compile-entries';
import { entryObject } from './entry-fault';
import {
  aiApiRows,
  certificateRows,
  consumerKeyRows,
  consumerRows,
  endpointRows,
  grantRows,
  modelRows,
  policyTargetRows,
  pricesRows,
  providerRows,
} from './entry-rows';
import type { LiveEntry, UncompiledEntry } from './live-entry';

/** Compiles the entries of some ids. */
type ReadKind = (manager: EntityManager, ids: readonly string[]) => Promise<ReadEntry[]>;

/** An entry that exists, compiled if that is possible. */
export type ReadEntry = LiveEntry | UncompiledEntry;

/** How many keys are looked at in one turn of the event loop. */
export const KEYS_PER_PAGE = 1_000;

interface KindReader {
  readonly read: ReadKind;
  /** How many entries are compiled from one reading, which bounds its rows: a provider may have 1,000 models. */
  readonly idsPerReading: number;
}

const READERS: Readonly<Record<EntryKind, KindReader>> = {
  provider: { read: readProviders, idsPerReading: 50 },
  prices: { read: readPrices, idsPerReading: 50 },
  certificate: { read: readCertificates, idsPerReading: 100 },
  'ai-api': { read: readAiApis, idsPerReading: 100 },
  consumer: { read: readConsumers, idsPerReading: 100 },
  'consumer-key': { read: readConsumerKeys, idsPerReading: 500 },
};

/**
 * Compiles the entries of these keys that exist, in lists that are each read at once. The number of statements does not
 * depend on the number of entries in a list. An entry that cannot be compiled is named, and does not keep the others from
 * being read: a revoked key must not stay published because of a provider.
 */
export async function* readEntries(
  manager: EntityManager,
  keys: readonly string[],
): AsyncGenerator<readonly ReadEntry[], void> {
  for (const page of pagesOf(keys, KEYS_PER_PAGE)) {
    const parsed = page.flatMap((key) => parseEntryKey(key) ?? []);
    for (const [kind, ofKind] of Map.groupBy(parsed, (key) => key.kind)) {
      const { read, idsPerReading } = READERS[kind];
      for (const some of pagesOf(ofKind, idsPerReading)) {
        yield await read(
          manager,
          some.map(({ id }) => id),
        );
      }
    }
  }
}

/** The same, for a reader that needs all of them. @throws the error of an entry that cannot be compiled */
export async function* readLiveEntries(
  manager: EntityManager,
  keys: readonly string[],
): AsyncGenerator<readonly LiveEntry[], void> {
  for await (const entries of readEntries(manager, keys)) {
    yield entries.map((entry) => {
      if ('error' in entry) throw entry.error;
      return entry;
    });
  }
}

function* pagesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Selects the keys of all entries. */
export const ALL_KEYS = `
  SELECT 'provider.' || id AS key FROM provider
  UNION ALL SELECT DISTINCT 'prices.' || provider_id FROM model WHERE prices <> '[]'
  UNION ALL SELECT DISTINCT 'certificate.' || sha256 FROM endpoint, unnest(ca_certificate_sha256s) AS sha256
  UNION ALL SELECT 'ai-api.' || id FROM ai_api WHERE enabled
  UNION ALL SELECT 'consumer.' || id FROM consumer
  UNION ALL SELECT 'consumer-key.' || key_hash FROM consumer_key
    WHERE revoked_at IS NULL AND NOT entry_expired
  UNION ALL SELECT 'consumer-key.' || key_hash FROM playground_key
  UNION ALL SELECT 'consumer.${PLAYGROUND_CONSUMER.id}' WHERE EXISTS (SELECT 1 FROM playground_key)`;

async function readProviders(manager: EntityManager, ids: readonly string[]): Promise<ReadEntry[]> {
  const [providers, allModels, allEndpoints] = await together([
    providerRows(manager, ids),
    modelRows(manager, ids),
    endpointRows(manager, ids),
  ]);
  const models = await groups(allModels, ({ providerId }) => providerId);
  const endpoints = await groups(allEndpoints, ({ providerId }) => providerId);
  return compileEach(providers, {
    identify: ({ id, name }) => ({ kind: 'provider', keyId: id, id, name }),
    compile: (provider) => compileProvider(provider, models.get(provider.id) ?? [], endpoints.get(provider.id) ?? []),
  });
}

async function readPrices(manager: EntityManager, providerIds: readonly string[]): Promise<ReadEntry[]> {
  const rows = await groups(await pricesRows(manager, providerIds), ({ providerId }) => providerId);
  return compileEach(rows, {
    identify: ([id]) => ({ kind: 'prices', keyId: id, id, name: null }),
    compile: ([providerId, ofProvider]) => compilePrices(providerId, ofProvider),
  });
}

async function readCertificates(manager: EntityManager, sha256s: readonly string[]): Promise<ReadEntry[]> {
  return compileEach(await certificateRows(manager, sha256s), {
    identify: ({ sha256 }) => ({ kind: 'certificate', keyId: sha256, id: sha256, name: null }),
    compile: compileCertificate,
  });
}

async function readAiApis(manager: EntityManager, ids: readonly string[]): Promise<ReadEntry[]> {
  const [aiApis, allTargets] = await together([aiApiRows(manager, ids), policyTargetRows(manager, ids)]);
  const targets = await groups(allTargets, ({ aiApiId }) => aiApiId);
  return compileEach(aiApis, {
    identify: ({ id, name, basePath }) => ({ kind: 'ai-api', keyId: id, id, name, basePath }),
    compile: (aiApi) => compileAiApi(aiApi, targets.get(aiApi.id) ?? []),
  });
}

async function readConsumers(manager: EntityManager, ids: readonly string[]): Promise<ReadEntry[]> {
  const [consumers, allGrants] = await together([consumerRows(manager, ids), grantRows(manager, ids)]);
  const grants = await groups(allGrants, ({ consumerId }) => consumerId);
  return compileEach(consumers, {
    identify: ({ id, name }) => ({ kind: 'consumer', keyId: id, id, name }),
    compile: (consumer) => compileConsumer(consumer, grants.get(consumer.id) ?? []),
  });
}

async function readConsumerKeys(manager: EntityManager, keyHashes: readonly string[]): Promise<ReadEntry[]> {
  const keys = await consumerKeyRows(manager, keyHashes);
  return compileEach(keys, {
    identify: ({ keyHash, id }) => ({ kind: 'consumer-key', keyId: keyHash, id, name: null }),
    compile: compileConsumerKey,
  });
}

/** What is known of an entry even if it cannot be compiled. */
interface EntryIdentity {
  readonly kind: EntryKind;
  /** The part of its key after the kind. */
  readonly keyId: string;
  /** Of the object that it describes. */
  readonly id: string;
  readonly name: string | null;
  readonly basePath?: string;
}

interface EntryCompiler<T> {
  readonly identify: (item: T) => EntryIdentity;
  readonly compile: (item: T) => EntryValue;
}

/** Compiles an entry from each item, in slices. */
async function compileEach<T>(items: Iterable<T>, { identify, compile }: EntryCompiler<T>): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  await forEachInSlices(items, (item) => {
    const { kind, keyId, id, name, basePath = null } = identify(item);
    const key = entryKey(kind, keyId);
    try {
      entries.push({ key, value: compile(item) });
    } catch (error) {
      entries.push({ key, error, object: entryObject(kind, id, name), basePath });
    }
  });
  return entries;
}

/** Rows by what they belong to, in slices. */
async function groups<T>(rows: readonly T[], ownerOf: (row: T) => string): Promise<ReadonlyMap<string, readonly T[]>> {
  const byOwner = new Map<string, T[]>();
  await forEachInSlices(rows, (row) => {
    const owner = ownerOf(row);
    const group = byOwner.get(owner);
    if (group === undefined) byOwner.set(owner, [row]);
    else group.push(row);
  });
  return byOwner;
}
