import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  type AiApiEntry,
  type ConsumerEntry,
  type ConsumerKeyEntry,
  entryKey,
  NatsKeyValueStore,
  openNats,
  ROUTING_TABLE_BUCKET,
  SealingKey,
} from '@switchyard/contract';
import { startNats } from '@switchyard/local-services';
import { AiApiDraft, type PolicyDraft, TableWriter } from '@switchyard/test-entries';
import type { ConsumerRequest } from '../load/consumer-request';
import type { CleanUps } from '../processes/clean-ups';

/** How large a routing table is, and how its AI APIs route. */
export interface TableSize {
  readonly aiApis: number;
  readonly keys: number;
  /** Of each AI API's policy. */
  readonly targets: number;
  /** NONE: the AI API's default endpoint. */
  readonly policy: PolicyDraft['kind'] | 'NONE';
}

export const SMALL_TABLE: TableSize = { aiApis: 10, keys: 10, targets: 2, policy: 'ROUND_ROBIN' };

/** A NATS with a routing table, and what a data plane and its consumers need to use it. */
export interface PublishedTable {
  readonly natsUrl: string;
  readonly sealingKey: string;
  /** Of consumers with access, spread over all AI APIs and keys. */
  readonly requests: readonly ConsumerRequest[];
  stop(): Promise<void>;
}

const CONSUMERS_MAX = 1_000;
const REQUESTS_MAX = 10_000;
/** Prime, so that requests go to the AI APIs in an order of no pattern. */
const STRIDE = 7_919;
const LOG = { info: () => {}, warn: () => {} };

/** Publishes a table whose endpoints are at the upstream, in the way that a control plane does. */
export async function publishTable(
  size: TableSize,
  upstreamOrigin: string,
  cleanUps: CleanUps,
): Promise<PublishedTable> {
  const nats = await startNats();
  const stop = cleanUps.add(() => nats.stop());
  const sealingKey = randomBytes(32).toString('base64');
  const client = openNats(nats.url, { name: 'bench', log: LOG });
  try {
    const store = new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log: LOG });
    const writer = new TableWriter(store, new SealingKey(sealingKey).tableKey);
    await writer.publish(entriesOf(size, upstreamOrigin, new SealingKey(sealingKey)));
  } finally {
    await client.close();
  }
  return { natsUrl: nats.url, sealingKey, requests: requestsOf(size), stop };
}

function entriesOf(size: TableSize, vendorUrl: string, sealingKey: SealingKey): Record<string, object> {
  const served = Array.from({ length: size.targets }, (_, index) => `served-${index + 1}`);
  const draft = new AiApiDraft({ sealingKey, vendorUrl, models: ['requested', ...served] });
  // A failover policy is found by its primary, the model that consumers ask for.
  const production = size.policy === 'FAILOVER' ? ['requested', ...served.slice(1)] : served;
  if (size.policy !== 'NONE') draft.setPolicies({ kind: size.policy, production });
  const aiApis = Array.from({ length: size.aiApis }, (_, index): AiApiEntry => {
    const policies = draft.aiApi.policies.map((policy) => ({ ...policy, id: randomUUID() }));
    return { ...draft.aiApi, id: randomUUID(), name: `chat-${index}`, basePath: basePathOf(index), policies };
  });
  const consumers = Array.from({ length: consumersOf(size) }, (_, index): ConsumerEntry => {
    const aiApiIds = aiApis.filter((_, aiApi) => aiApi % consumersOf(size) === index).map(({ id }) => id);
    return { id: randomUUID(), name: `consumer-${index}`, enabled: true, traceAllowed: false, aiApiIds };
  });
  const keys = Array.from({ length: size.keys }, (_, index): [string, ConsumerKeyEntry] => {
    const consumerId = consumers[index % consumers.length]?.id ?? '';
    const hash = createHash('sha256').update(secretOf(index)).digest('hex');
    return [
      entryKey('consumer-key', hash),
      { id: randomUUID(), consumerId, environment: 'PRODUCTION', expiresAt: null },
    ];
  });
  return Object.fromEntries<object>([
    [entryKey('provider', draft.provider.id), draft.provider],
    ...aiApis.map((aiApi): [string, object] => [entryKey('ai-api', aiApi.id), aiApi]),
    ...consumers.map((consumer): [string, object] => [entryKey('consumer', consumer.id), consumer]),
    ...keys,
  ]);
}

/** The consumers take turns with access to AI APIs, and with keys. */
function requestsOf(size: TableSize): ConsumerRequest[] {
  const consumers = consumersOf(size);
  const keysPerConsumer = Math.floor(size.keys / consumers);
  return Array.from({ length: Math.min(REQUESTS_MAX, Math.max(size.aiApis, size.keys)) }, (_, index) => {
    const aiApi = (index * STRIDE) % size.aiApis;
    const key = (aiApi % consumers) + consumers * (index % keysPerConsumer);
    return {
      path: `${basePathOf(aiApi)}/chat/completions`,
      headers: { authorization: `Bearer ${secretOf(key)}` },
    };
  });
}

const consumersOf = ({ aiApis, keys }: TableSize) => Math.min(aiApis, keys, CONSUMERS_MAX);
const basePathOf = (aiApi: number) => `/chat-${aiApi}`;
const secretOf = (key: number) => `sy_live_${String(key).padStart(43, '0')}`;
