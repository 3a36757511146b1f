import {
  coveredVersion,
  decodeEntryBytes,
  decodeHead,
  type Head,
  HEAD_KEY,
  NatsKeyValueStore,
  openNats,
  parseRaw,
  ROUTING_TABLE_BUCKET,
  SealingKey,
  summandOf,
  type TableKey,
  VersionSum,
  type VersionedEntry,
} from '@switchyard/contract';

const LOG = { info: () => {}, warn: () => {} };

/** The routing table that a newly started data plane would serve. */
export interface PublishedTable {
  readonly lineage: string;
  readonly revision: number;
  readonly entryCount: number;
  readonly entries: ReadonlyMap<string, unknown>;
}

/**
 * The routing table in the bucket of a NATS server; null if none was published.
 *
 * @param sealingKey the planes', in base64
 * @throws Error if a data plane would refuse the table, because it is not authentic or does not add up
 */
export async function publishedTable(natsUrl: string, sealingKey: string): Promise<PublishedTable | null> {
  const { tableKey } = new SealingKey(sealingKey);
  const client = openNats(natsUrl, { name: 'conformance', log: LOG });
  try {
    const { entries } = await new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log: LOG }).read();
    const head = entries.get(HEAD_KEY);
    if (head === undefined) return null;
    const versioned = [...entries].flatMap(([key, { value }]) =>
      key === HEAD_KEY ? [] : [[key, decodeEntryBytes(value)] as const],
    );
    return tableOf(tableKey, decodeHead(tableKey, head.value), versioned);
  } finally {
    await client.close();
  }
}

/**
 * The table that a head describes.
 *
 * @param entries by key
 * @throws Error if a data plane would refuse the table, because it is not authentic or does not add up
 */
export function tableOf(
  tableKey: TableKey,
  head: Head,
  entries: Iterable<readonly [key: string, entry: VersionedEntry]>,
): PublishedTable {
  const sum = new VersionSum();
  const live = new Map<string, unknown>();
  for (const [key, entry] of entries) {
    const version = coveredVersion(entry, head);
    if (version === null) continue;
    const summand = summandOf(tableKey, key, version);
    if (summand === null) throw new Error(`${key} is not authentic`);
    if (version.raw === null) continue;
    sum.add(summand);
    live.set(key, parseRaw(version.raw));
  }
  if (sum.count !== head.entryCount || tableKey.macOfSum(sum) !== head.sumMac) {
    throw new Error('the table does not add up');
  }
  return { lineage: head.lineage, revision: head.revision, entryCount: head.entryCount, entries: live };
}
