import { authentic, signRawVersion, signVersion } from './authentic-version';
import { decodeEntry, decodeEntryBytes, encodeEntry, type EntryVersion } from './entry-version';
import { rawJson, rawOf } from './raw-text';
import { encodeHead, TABLE_FORMAT_VERSION } from './table-head';
import { TableKey } from './table-key';
import { VersionSum } from './version-sum';

const tableKey = new TableKey('a1b2c3d4', Buffer.alloc(32, 1));
const [L1, L2] = ['0197c2f0-0000-7000-8000-000000000001', '0197c2f0-0000-7000-8000-000000000002'];
const KEY = 'consumer.1';
const at = (revision: number, value: object | null = { name: 'a' }) =>
  signVersion(tableKey, KEY, { lineage: L1, revision }, value);

it('is authentic once it has travelled, and has its summand again', () => {
  for (const version of [at(1), at(2, { name: 'é' }), at(3, null)]) {
    const { newest } = decodeEntryBytes(encodeEntry({ newest: version, previous: null }));
    expect(newest).not.toHaveProperty('summand');
    expect(authentic(tableKey, KEY, newest)).toEqual(version);
  }
});

it('signs a value as its raw text', () => {
  const text = { name: 'é' };
  expect(signRawVersion(tableKey, KEY, { lineage: L1, revision: 3 }, rawJson(text))).toEqual(at(3, text));
});

it.each<[string, (version: EntryVersion) => EntryVersion]>([
  ['its lineage', (version) => ({ ...version, lineage: L2 })],
  ['its revision', (version) => ({ ...version, revision: version.revision + 1 })],
  ['its sealing key', (version) => ({ ...version, keyId: 'ffffffff' })],
  ['its MAC', (version) => ({ ...version, mac: '0'.repeat(64) })],
  ['one byte of its value', (version) => ({ ...version, raw: '{"name":"b"}' })],
  ['a deletion of its value', (version) => ({ ...version, raw: null })],
  ['the spelling of its value', (version) => ({ ...version, raw: '{"name": "a"}' })],
])('is not authentic with another %s', (_member, tamper) => {
  expect(authentic(tableKey, KEY, at(1))).not.toBeNull();
  expect(authentic(tableKey, KEY, tamper(at(1)))).toBeNull();
});

it('is not authentic under another key, or for another sealing key', () => {
  expect(authentic(tableKey, 'consumer.2', at(1))).toBeNull();
  expect(authentic(new TableKey('a1b2c3d4', Buffer.alloc(32, 2)), KEY, at(1))).toBeNull();
});

it('is not authentic if text moves from one version to the other', () => {
  const entry = { newest: at(2, { name: 'ab' }), previous: at(1, { name: 'cd' }) };
  const encoded = rawOf(encodeEntry(entry)).replace('"bytes":13}', '"bytes":14}').replace('"bytes":13}', '"bytes":12}');
  const { newest, previous } = decodeEntry(encoded);
  expect([newest, previous!].map((version) => authentic(tableKey, KEY, version))).toEqual([null, null]);
});

it('shows an intruder neither a summand nor the sum, in any form that a head or an entry has', () => {
  const entry = { newest: at(2, { name: 'b' }), previous: at(1) };
  const sum = new VersionSum();
  sum.add(entry.newest.summand);
  sum.add(at(7).summand);
  const head = encodeHead(tableKey, {
    formatVersion: TABLE_FORMAT_VERSION,
    lineage: L1,
    revision: 2,
    entryCount: sum.count,
    sumMac: tableKey.macOfSum(sum),
    leftLineages: [],
    publishedAt: new Date(0).toISOString(),
  });
  const shown = `${rawOf(encodeEntry(entry))}${rawOf(head)}`;
  for (const secret of [entry.newest.summand, entry.previous.summand, sum.sum]) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(rawOf(Buffer.from(secret, 'hex')));
  }
  // Otherwise sets of versions with equal sums could be searched for among the published MACs.
  const overMacs = new VersionSum();
  for (const mac of [entry.newest.mac, at(7).mac]) overMacs.add(mac);
  expect(overMacs.sum).not.toBe(sum.sum);
});
