import {
  encodeHead,
  type Head,
  HEAD_KEY,
  type KeyValueStore,
  TABLE_FORMAT_VERSION,
  VersionSum,
} from '@switchyard/contract';
import { TEST_TABLE_KEY } from './publication.suite';

/** A head of an empty table. */
export function headAt(lineage: string, revision: number, publishedAt = new Date().toISOString()): Head {
  const empty = { entryCount: 0, sumMac: TEST_TABLE_KEY.macOfSum(new VersionSum()), leftLineages: [] };
  return { formatVersion: TABLE_FORMAT_VERSION, lineage, revision, ...empty, publishedAt };
}

/** Writes one, as a publisher of tests does. */
export async function putHead(store: KeyValueStore, lineage: string, revision: number): Promise<void> {
  await store.put(HEAD_KEY, encodeHead(TEST_TABLE_KEY, headAt(lineage, revision)));
}
