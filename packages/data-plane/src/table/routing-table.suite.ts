import {
  type AiApiEntry,
  type CertificateEntry,
  customProfile,
  type Environment,
  entryKey,
  type PricesEntry,
  type ProviderEntry,
  SealingKey,
  type TableEndpoint,
} from '@switchyard/contract';
import type { TableChanges, TestCertificate } from '@switchyard/test-entries';
import { createHash } from 'node:crypto';
import { pino } from 'pino';

export const silentLog = pino({ level: 'silent' });
export const sealingKey = new SealingKey(Buffer.alloc(32, 'sealing key of the table tests').toString('base64'));
export const { tableKey } = sealingKey;

/** A UUID derived from a name. */
export const idOf = (name: string | number) => {
  const hex = createHash('sha256').update(String(name)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const keyHashOf = (name: string | number) => createHash('sha256').update(String(name)).digest('hex');

/** The only key of an entry. */
export const keyOf = (entry: TableChanges): string => Object.keys(entry)[0]!;
export const deletionOf = (entries: TableChanges): TableChanges =>
  Object.fromEntries(Object.keys(entries).map((key) => [key, null]));

export const consumer = (name: string | number, label = 'a'): TableChanges => ({
  [entryKey('consumer', idOf(name))]: {
    id: idOf(name),
    name: label,
    enabled: true,
    traceAllowed: false,
    aiApiIds: [],
  },
});
export const consumerKey = (name: string | number, consumerName = 'owner'): TableChanges => ({
  [entryKey('consumer-key', keyHashOf(name))]: {
    id: idOf(name),
    consumerId: idOf(consumerName),
    environment: 'PRODUCTION',
    expiresAt: null,
  },
});
export const aiApiKey = (name: string) => entryKey('ai-api', idOf(name));
/** An AI API of the provider named `provider`. */
export const aiApi = (name: string, basePath: string, changes: Partial<AiApiEntry> = {}): TableChanges => ({
  [aiApiKey(name)]: {
    id: idOf(name),
    name,
    basePath,
    providerIds: [idOf('provider')],
    modelAliases: [],
    defaultProductionEndpointId: null,
    defaultSandboxEndpointId: null,
    unroutedOperations: 'PASS',
    requestTimeoutSeconds: 120,
    totalTimeoutSeconds: 600,
    streamHoldBackSeconds: 5,
    streamIdleTimeoutSeconds: 60,
    streamMaxDurationSeconds: 3_600,
    policies: [],
    ...changes,
  } satisfies AiApiEntry,
});
export const providerKey = (name: string) => entryKey('provider', idOf(name));
/** A provider with the models `a` and `b`. */
export const provider = (name: string, changes: Partial<ProviderEntry> = {}): TableChanges => ({
  [providerKey(name)]: {
    id: idOf(name),
    name,
    profile: customProfile,
    models: ['a', 'b'].map((model) => ({ id: idOf(`${name}/${model}`), name: model, enabled: true })),
    endpoints: [],
    ...changes,
  } satisfies ProviderEntry,
});
export const endpoint = (name: string, changes: Partial<TableEndpoint> = {}): TableEndpoint => ({
  id: idOf(name),
  name,
  environment: 'PRODUCTION' satisfies Environment,
  url: `https://${name}.example/v1`,
  enabled: true,
  connectTimeoutSeconds: 5,
  sealedCredential: null,
  caCertificates: null,
  ...changes,
});
export const certificate = ({ sha256, cert: pem }: Pick<TestCertificate, 'sha256' | 'cert'>): TableChanges => ({
  [entryKey('certificate', sha256)]: { sha256, pem } satisfies CertificateEntry,
});
export const prices = (providerName: string): TableChanges => ({
  [entryKey('prices', idOf(providerName))]: { providerId: idOf(providerName), models: [] } satisfies PricesEntry,
});
