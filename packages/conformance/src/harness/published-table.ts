import {
  coveredVersion,
  HEAD_KEY,
  headSchema,
  type KeyValueItem,
  NatsKeyValueStore,
  openNats,
  ROUTING_TABLE_BUCKET,
  versionedEntrySchema,
} from '@switchyard/contract';

const LOG = { info: () => {}, warn: () => {} };

/** The routing table that a newly started data plane would serve. */
export interface PublishedTable {
  readonly lineage: string;
  readonly revision: number;
  readonly entryCount: number;
  readonly entries: ReadonlyMap<string, unknown>;
}

/** The routing table in the bucket of a NATS server; null if none was published. */
export async function publishedTable(natsUrl: string): Promise<PublishedTable | null> {
  const client = openNats(natsUrl, { name: 'conformance', log: LOG });
  try {
    const { entries } = await new NatsKeyValueStore(client, ROUTING_TABLE_BUCKET, { log: LOG }).read();
    const parse = ({ value }: KeyValueItem): unknown => JSON.parse(Buffer.from(value).toString());
    const head = entries.get(HEAD_KEY);
    if (head === undefined) return null;
    const { lineage, revision, entryCount } = headSchema.parse(parse(head));
    const covered = [...entries]
      .filter(([key]) => key !== HEAD_KEY)
      .map(
        ([key, item]) => [key, coveredVersion(versionedEntrySchema.parse(parse(item)), { lineage, revision })] as const,
      )
      .flatMap(([key, version]) => (version === null || version.value === null ? [] : [[key, version.value] as const]));
    return { lineage, revision, entryCount, entries: new Map(covered) };
  } finally {
    await client.close();
  }
}
