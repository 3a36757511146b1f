import {
  bytesOfRaw,
  customProfile,
  decodeEntryBytes,
  encodeEntry,
  encodeHead,
  type EntryVersion,
  HEAD_KEY,
  type Head,
  type KeyValueSnapshot,
  parseRaw,
  rawJson,
  rawOf,
  SealingKey,
  signVersion,
  type VersionedEntry,
} from '@switchyard/contract';

import { TableWriter } from '@switchyard/test-entries';
import { randomUUID } from 'node:crypto';
import { OpenBucket } from './open-bucket.suite';

import {
  aiApi,
  consumer,
  consumerKey,
  deletionOf,
  endpoint,
  idOf,
  keyOf,
  provider,
  providerKey,
  sealingKey,
  tableKey,
} from './routing-table.suite';

const foreignKey = new SealingKey(Buffer.alloc(32, 'a sealing key of somebody else').toString('base64')).tableKey;
export const VENDOR = 'https://vendor.example';

/** A provider whose endpoint has a credential. */
function providerWithCredential() {
  const sealedCredential = sealingKey.seal({ apiKey: 'the credential' }, { endpointId: idOf('endpoint'), url: VENDOR });
  const profile = { ...customProfile, credentialPlace: 'HEADER' as const, credentialName: 'authorization' };
  return provider('provider', {
    profile,
    endpoints: [endpoint('endpoint', { url: `${VENDOR}/v1`, sealedCredential })],
  });
}

/** The bucket at revision 3, and what it was before. */
export interface Scene {
  readonly bucket: OpenBucket;
  readonly writer: TableWriter;
  /** The bucket at each revision, from 1; index 0 is empty. */
  readonly history: readonly KeyValueSnapshot[];
}

export const OWNER = keyOf(consumer('owner'));
const REVOKED = keyOf(consumerKey('revoked'));

export async function atRevision3(): Promise<Scene> {
  const bucket = new OpenBucket();
  const writer = new TableWriter(bucket, tableKey);
  const history = [await bucket.read()];
  const all = {
    ...providerWithCredential(),
    ...aiApi('chat', '/chat'),
    ...consumer('owner'),
    ...consumerKey('revoked'),
  };
  for (const changes of [all, consumer('owner', 'b'), deletionOf(consumerKey('revoked'))]) {
    await writer.publish(changes);
    history.push(await bucket.read());
  }
  return { bucket, writer, history };
}

/** What is written if the newest version's text is changed and everything else stays. */
function withText({ newest, previous }: VersionedEntry, change: (text: string) => string): Uint8Array {
  return encodeEntry({ newest: { ...newest, raw: change(newest.raw!) }, previous });
}
const redirect = (text: string) => text.replace(VENDOR, 'https://thief.example');

/** A head that says something else under the MAC of the authentic one. */
function forgedHead(bucket: OpenBucket, changes: Partial<Head>): Uint8Array {
  const encoded = rawOf(bucket.get(HEAD_KEY));
  const [header, members] = [encoded.slice(0, encoded.indexOf('\n')), encoded.slice(encoded.indexOf('\n') + 1)];
  return bytesOfRaw(`${header}\n${rawJson({ ...(parseRaw(members) as Head), ...changes })}`);
}

export interface Attack {
  readonly what: string;
  readonly on: (scene: Scene) => Promise<void> | void;
  readonly entryKey: string;
  readonly reason: string;
  /** Whether the bucket is now one that was honest once: a data plane without a memory cannot tell. */
  readonly looksHonest?: true;
}

const put = (key: string, value: (scene: Scene) => Uint8Array) => (scene: Scene) => scene.bucket.put(key, value(scene));
const decoded = ({ bucket }: Scene, key: string) => decodeEntryBytes(bucket.get(key));
const NOBODY = 'no holder of the sealing key wrote';

export const attacks: readonly Attack[] = [
  {
    what: 'an entry with another URL under the MAC of the authentic one',
    on: put(providerKey('provider'), (scene) => withText(decoded(scene, providerKey('provider')), redirect)),
    entryKey: providerKey('provider'),
    reason: NOBODY,
  },
  {
    what: 'an entry with another URL, signed with another key',
    on: put(providerKey('provider'), (scene) => {
      const { newest } = decoded(scene, providerKey('provider'));
      const value = parseRaw(redirect(newest.raw!)) as object;
      return encodeEntry({ newest: signVersion(foreignKey, providerKey('provider'), newest, value), previous: null });
    }),
    entryKey: providerKey('provider'),
    reason: `signed with sealing key ${foreignKey.id}`,
  },
  {
    what: 'an entry without a MAC of the right form',
    on: put(OWNER, (scene) => {
      const { newest, previous } = decoded(scene, OWNER);
      return encodeEntry({ newest: { ...newest, mac: 'nonsense' }, previous });
    }),
    entryKey: OWNER,
    reason: 'not an entry of a routing table',
  },
  {
    what: 'a head of another lineage',
    on: put(HEAD_KEY, ({ bucket }) => forgedHead(bucket, { lineage: randomUUID() })),
    entryKey: HEAD_KEY,
    reason: NOBODY,
  },
  {
    what: 'a head with no entries',
    on: put(HEAD_KEY, ({ bucket }) =>
      forgedHead(bucket, { entryCount: 0, sumMac: '0'.repeat(64), leftLineages: [], revision: 4 }),
    ),
    entryKey: HEAD_KEY,
    reason: NOBODY,
  },
  {
    what: 'a head of format 99',
    on: put(HEAD_KEY, ({ bucket }) => forgedHead(bucket, { formatVersion: 99 })),
    entryKey: HEAD_KEY,
    reason: NOBODY,
  },
  {
    what: 'a head signed with another key',
    on: put(HEAD_KEY, () =>
      encodeHead(foreignKey, {
        formatVersion: 2,
        lineage: randomUUID(),
        revision: 1,
        entryCount: 0,
        sumMac: '0'.repeat(64),
        leftLineages: [],
        publishedAt: new Date(0).toISOString(),
      }),
    ),
    entryKey: HEAD_KEY,
    reason: `signed with sealing key ${foreignKey.id}`,
  },
  {
    what: 'the head of an older revision',
    on: put(HEAD_KEY, ({ history }) => history[1]!.entries.get(HEAD_KEY)!.value),
    entryKey: HEAD_KEY,
    reason: 'put back to revision 1, but this data plane has revision 3',
    looksHonest: true,
  },
  {
    what: 'garbage as head',
    on: put(HEAD_KEY, () => Buffer.from('garbage')),
    entryKey: HEAD_KEY,
    reason: 'not a head',
  },
  { what: 'a deleted head', on: ({ bucket }) => bucket.delete(HEAD_KEY), entryKey: HEAD_KEY, reason: 'missing' },
  {
    what: 'garbage in an entry',
    on: put(OWNER, () => Buffer.from([0xff, 0x00, 0x0a, 0x7b])),
    entryKey: OWNER,
    reason: 'not an entry',
  },
  {
    what: 'an entry that is cut short',
    on: put(OWNER, ({ bucket }) => bucket.get(OWNER).subarray(0, -3)),
    entryKey: OWNER,
    reason: 'damaged entry',
  },
  {
    what: 'garbage under a key of its own',
    on: put('any.thing', () => Buffer.from('garbage')),
    entryKey: 'any.thing',
    reason: 'not an entry',
  },
  {
    what: 'a purged key',
    on: ({ bucket }) => {
      bucket.remove(OWNER);
      bucket.reopen();
    },
    entryKey: HEAD_KEY,
    reason: 'the table does not add up: the head covers 3 entries, but the bucket has 2',
  },
  {
    what: 'a deleted key',
    on: ({ bucket }) => bucket.delete(OWNER),
    entryKey: HEAD_KEY,
    reason: 'the table does not add up: the head covers 3 entries, but the bucket has 2',
  },
  {
    what: 'a purged stream',
    on: ({ bucket, history }) => bucket.restore(history[0]!),
    entryKey: HEAD_KEY,
    reason: 'missing',
  },
  {
    what: 'an entry put back to an older, authentic version',
    on: put(OWNER, ({ history }) => history[1]!.entries.get(OWNER)!.value),
    entryKey: HEAD_KEY,
    reason: 'the table does not add up: an entry has another version than the head says',
  },
  {
    what: 'a deletion withheld',
    on: put(REVOKED, ({ history }) => history[2]!.entries.get(REVOKED)!.value),
    entryKey: HEAD_KEY,
    reason: 'the table does not add up: the head covers 3 entries, but the bucket has 4',
  },
  {
    what: 'versions moved to another key',
    on: put(keyOf(consumerKey('mine')), ({ history }) => history[1]!.entries.get(REVOKED)!.value),
    entryKey: keyOf(consumerKey('mine')),
    reason: NOBODY,
  },
  {
    what: 'a version ahead of the head that hides the covered one',
    on: put(OWNER, (scene) => {
      const { newest } = decoded(scene, OWNER);
      return encodeEntry({ newest: { ...newest, revision: 999 }, previous: null });
    }),
    entryKey: HEAD_KEY,
    reason: 'the table does not add up: the head covers 3 entries, but the bucket has 2',
  },
  {
    what: 'a forged previous version, where the newest is not covered yet',
    on: async (scene) => {
      scene.writer.revision += 1;
      await scene.writer.writeEntries(consumer('owner', 'c'));
      const { newest, previous } = decoded(scene, OWNER);
      const forged: EntryVersion = { ...previous!, raw: previous!.raw!.replace('"b"', '"x"') };
      await scene.bucket.put(OWNER, encodeEntry({ newest, previous: forged }));
    },
    entryKey: OWNER,
    reason: NOBODY,
  },
  {
    what: 'an old, authentic store',
    on: ({ bucket, history }) => bucket.restore(history[1]!),
    entryKey: HEAD_KEY,
    reason: 'put back to revision 1, but this data plane has revision 3',
    looksHonest: true,
  },
];
