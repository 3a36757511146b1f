import {
  entryKey,
  type EntryKind,
  forEachInSlices,
  parseEntryKey,
  type SealingKey,
  type TableEndpoint,
} from '@switchyard/contract';
import { compileAiApi } from '@switchyard/routing';
import { isDeepStrictEqual } from 'node:util';
import { type BasePathOwner, findOverlap } from './base-path-overlap';
import { LiveAiApi } from './live-ai-api';
import type { ReadContent, ReadEntry } from './read-entry';
import { orRefuse, Refusal } from './revision-refusal';
import type { EntryDifference } from './revision-target';
import type { RoutingTable, TableChange } from './routing-table';
import { type CertificatesBySha256, serveCertificate, type ServedCertificate, trustOf } from './served-certificate';
import { type ServingParts, serveProvider } from './served-provider';

type AiApiChange = Extract<TableChange, { kind: 'ai-api' }>;
type ProviderChange = Extract<TableChange, { kind: 'provider' }>;
type ProviderContent = Extract<ReadEntry, { kind: 'provider' }>;

/**
 * Compiles the changes that bring the table to a revision, in slices and without touching the table.
 * Entries of unknown kinds, which a newer control plane may publish, change nothing here.
 *
 * @param differences the entries that differ from the served ones; their content may still be the same
 * @throws Refusal INVALID_ENTRY if the revision cannot be served
 */
export async function planTable(
  table: RoutingTable,
  sealingKey: SealingKey,
  differences: Iterable<EntryDifference<ReadContent>>,
): Promise<readonly TableChange[]> {
  const changes: TableChange[] = [];
  const providers: { readonly key: string; readonly id: string; readonly content: ProviderContent }[] = [];
  const certificates = new Map<string, ServedCertificate | undefined>();
  await forEachInSlices(differences, ({ key, id, content }) => {
    if (content instanceof Refusal) throw content;
    const kind = content?.kind ?? parseEntryKey(key)?.kind;
    if (kind === undefined) return;
    // Providers need the certificates of their own revision, which may follow.
    if (content?.kind === 'provider') return void providers.push({ key, id, content });
    const change = content === null ? deletion(table, kind, id) : orRefuse(key, () => replacement(table, id, content));
    if (change === null) return;
    changes.push(change);
    if (change.kind === 'certificate') certificates.set(id, change.value);
  });
  const parts = servingParts(table, sealingKey, certificates);
  await forEachInSlices(providers, ({ key, id, content }) => {
    const change = orRefuse(key, () => providerReplacement(table, parts, id, content));
    if (change !== null) changes.push(change);
  });
  if (certificates.size > 0) {
    const isKnown = new Set(changes.flatMap(({ kind, id }) => (kind === 'provider' ? [id] : [])));
    await forEachInSlices(table.providers(), ([id, before]) => {
      if (isKnown.has(id) || !before.routable.entry.endpoints.some(trustsAny(certificates))) return;
      changes.push({ kind: 'provider', id, value: serveProvider(parts, before.routable.entry), before });
    });
  }
  await refuseOverlap(
    table,
    changes.filter((change) => change.kind === 'ai-api'),
  );
  return changes;
}

/** Null if there is no such entry. */
function deletion(table: RoutingTable, kind: EntryKind, id: string): TableChange | null {
  const value = undefined;
  switch (kind) {
    case 'provider': {
      const before = table.provider(id);
      return before === undefined ? null : { kind, id, value, before };
    }
    case 'prices':
      return table.prices(id) === undefined ? null : { kind, id, value };
    case 'certificate':
      return table.certificate(id) === undefined ? null : { kind, id, value };
    case 'ai-api': {
      const before = table.aiApi(id);
      return before === undefined ? null : { kind, id, value, before };
    }
    case 'consumer':
      return table.consumer(id) === undefined ? null : { kind, id, value };
    case 'consumer-key':
      return table.consumerKey(id) === undefined ? null : { kind, id, value };
  }
}

/** What providers are compiled with: the certificates are those after the changes. */
function servingParts(
  table: RoutingTable,
  sealingKey: SealingKey,
  changed: ReadonlyMap<string, ServedCertificate | undefined>,
): ServingParts {
  const certificates: CertificatesBySha256 = {
    get: (sha256) => (changed.has(sha256) ? changed.get(sha256) : table.certificate(sha256)),
  };
  return { sealingKey, trustOf: (sha256s) => trustOf(table.caTrusts, certificates, sha256s) };
}

function trustsAny(certificates: ReadonlyMap<string, unknown>) {
  return ({ caCertificates }: TableEndpoint): boolean =>
    caCertificates?.some((sha256) => certificates.has(sha256)) === true;
}

/** Null if the content is the same. */
function providerReplacement(
  table: RoutingTable,
  parts: ServingParts,
  id: string,
  { kind, value: entry }: ProviderContent,
): ProviderChange | null {
  const before = table.provider(id);
  if (isSame(entry, before?.routable.entry)) return null;
  return { kind, id, value: serveProvider(parts, entry), before };
}

/** Null if the content is the same. */
function replacement(
  table: RoutingTable,
  id: string,
  content: Exclude<ReadEntry, ProviderContent>,
): TableChange | null {
  switch (content.kind) {
    case 'certificate': {
      const { kind, value: entry } = content;
      return entry.pem === table.certificate(id)?.pem ? null : { kind, id, value: serveCertificate(entry) };
    }
    case 'ai-api': {
      const { kind, value: entry } = content;
      const before = table.aiApi(id);
      if (isSame(entry, before?.entry)) return null;
      return { kind, id, value: new LiveAiApi(compileAiApi(entry)), before };
    }
    case 'prices': {
      const { kind, value } = content;
      return isSame(value, table.prices(id)) ? null : { kind, id, value };
    }
    case 'consumer': {
      const { kind, value } = content;
      return isSame(value, table.consumer(id)) ? null : { kind, id, value };
    }
    case 'consumer-key': {
      const { kind, value } = content;
      return isSame(value, table.consumerKey(id)) ? null : { kind, id, value };
    }
  }
}

/** A first table has nothing to compare with, a hundred thousand times. */
function isSame<T extends object>(entry: T, before: T | undefined): boolean {
  return before !== undefined && isDeepStrictEqual(entry, before);
}

async function refuseOverlap(table: RoutingTable, changes: readonly AiApiChange[]): Promise<void> {
  const moved = changes.some(
    ({ value, before }) => value !== undefined && value.entry.basePath !== before?.entry.basePath,
  );
  if (!moved) return;
  const changed = new Set(changes.map(({ id }) => id));
  const owners: BasePathOwner[] = [];
  await forEachInSlices(table.aiApis(), ([id, { entry }]) => {
    if (!changed.has(id)) owners.push({ key: entryKey('ai-api', id), basePath: entry.basePath });
  });
  await forEachInSlices(changes, ({ id, value }) => {
    if (value !== undefined) owners.push({ key: entryKey('ai-api', id), basePath: value.entry.basePath });
  });
  const overlap = await findOverlap(owners);
  if (overlap === null) return;
  const { owner, other } = overlap;
  const reason = `its base path ${owner.basePath} overlaps with ${other.basePath} of ${other.key}`;
  throw new Refusal('INVALID_ENTRY', owner.key, reason);
}
