import fc from 'fast-check';
import {
  coveredVersion,
  decodeEntry,
  decodeEntryBytes,
  encodeEntry,
  type EntryVersion,
  nextEntry,
} from './entry-version';
import { type AuthenticVersion, signVersion } from './authentic-version';
import { parseRaw, rawJson, rawOf } from './raw-text';
import { TableKey } from './table-key';

const tableKey = new TableKey('a1b2c3d4', Buffer.alloc(32, 1));
const [L1, L2] = ['0197c2f0-0000-7000-8000-000000000001', '0197c2f0-0000-7000-8000-000000000002'];
const KEY = 'consumer.1';
const at = (revision: number, value: object | null = { name: 'a' }, lineage = L1) =>
  signVersion(tableKey, KEY, { lineage, revision }, value);

/** What is left of a version when it has been in the bucket. */
const traveled = ({ summand: _secret, ...version }: AuthenticVersion): EntryVersion => version;

const value = fc.option(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()));

it('gives any two versions back, without their summands', () => {
  fc.assert(
    fc.property(value, fc.option(value), (newest, previous) => {
      const entry = { newest: at(2, newest), previous: previous === null ? null : at(1, previous) };
      const decoded = decodeEntryBytes(encodeEntry(entry));
      expect(decoded).toEqual({ newest: traveled(entry.newest), previous: entry.previous && traveled(entry.previous) });
      if (decoded.newest.raw !== null) {
        expect(JSON.stringify(parseRaw(decoded.newest.raw))).toBe(JSON.stringify(newest));
      }
    }),
  );
});

it.each([
  '',
  'garbage',
  '{}\n',
  '{"versions":[]}\n',
  `${rawOf(encodeEntry({ newest: at(1), previous: null }))}x`,
  rawOf(encodeEntry({ newest: at(1), previous: null })).slice(0, -1),
  rawOf(encodeEntry({ newest: at(1), previous: null })).replace('\n', ' '),
])('refuses bytes that no control plane writes', (encoded) => {
  expect(() => decodeEntry(encoded)).toThrow(expect.objectContaining({ code: 'NOT_AUTHENTIC' }));
});

it.each<Record<string, unknown>>([
  { lineage: 7 },
  { revision: -1 },
  { revision: 1.5 },
  { revision: '1' },
  { keyId: 'ABCDEF01' },
  { keyId: null },
  { mac: 'ab'.repeat(31) },
  { mac: 7 },
  { bytes: -1 },
  { bytes: '13' },
  { bytes: undefined },
])('refuses a header whose version has %j', (change) => {
  const [line = '', value = ''] = rawOf(encodeEntry({ newest: at(1), previous: null })).split('\n');
  const [version] = (parseRaw(line) as { versions: object[] }).versions;
  const withVersions = (...versions: unknown[]) => `${rawJson({ versions })}\n${value}`;
  expect(decodeEntry(withVersions(version)).newest).toEqual(traveled(at(1)));
  const malformed = withVersions({ ...version, ...change });
  for (const encoded of [malformed, withVersions(null), withVersions(version, version, version)]) {
    expect(() => decodeEntry(encoded)).toThrow('not an entry of a routing table');
  }
});

it('ignores members of its header that only a newer control plane knows', () => {
  const encoded = rawOf(encodeEntry({ newest: at(1), previous: null })).replace(
    '{"versions"',
    '{"novelty":1,"versions"',
  );
  expect(decodeEntry(encoded)).toEqual({ newest: traveled(at(1)), previous: null });
});

it('shows the newest version that head covers, and of a lineage that head has', () => {
  const entry = { newest: at(5), previous: at(3) };
  const shown = (revision: number, lineage = L1) => coveredVersion(entry, { lineage, revision })?.revision ?? null;
  expect([shown(5), shown(6), shown(4), shown(3), shown(2), shown(9, L2)]).toEqual([5, 5, 3, 3, null, null]);
});

it('keeps the version that head covers as the previous one, however often the next one is written', () => {
  const head = { lineage: L1, revision: 3 };
  const once = nextEntry({ newest: at(3), previous: null }, head, at(4));
  expect(nextEntry(once, head, at(5))).toEqual({ newest: at(5), previous: at(3) });
  expect(nextEntry(once, null, at(5))).toEqual({ newest: at(5), previous: null });
  expect(nextEntry(null, head, at(5))).toEqual({ newest: at(5), previous: null });
});
