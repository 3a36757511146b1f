import { bytesOfRaw, rawJson, rawOf } from './raw-text';
import { decodeHead, decodeRawHead, encodeHead, type Head, TABLE_FORMAT_VERSION } from './table-head';
import { TableKey } from './table-key';

const tableKey = new TableKey('a1b2c3d4', Buffer.alloc(32, 1));
const HEAD: Head = {
  formatVersion: TABLE_FORMAT_VERSION,
  lineage: '0197c2f0-0000-7000-8000-000000000001',
  revision: 7,
  commitId: '0197c2f0-0000-4000-8000-000000000007',
  entryCount: 2,
  sumMac: 'ab'.repeat(32),
  leftLineages: [],
  publishedAt: '2026-03-01T12:00:00.000Z',
};
const codeOf = (encoded: string) => {
  try {
    decodeRawHead(tableKey, encoded);
    return null;
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};
const signed = (head: object) => {
  const raw = rawJson(head);
  return `${JSON.stringify({ keyId: tableKey.id, mac: tableKey.macOfHead(raw) })}\n${raw}`;
};

it('gives a head back', () => {
  expect(decodeHead(tableKey, encodeHead(tableKey, HEAD))).toEqual(HEAD);
});

it('gives back a head of before the first revision, which no commit made', () => {
  const { commitId: _, ...first } = { ...HEAD, revision: 0 };
  expect(decodeHead(tableKey, encodeHead(tableKey, first))).toEqual(first);
});

it.each<Partial<Head>>([
  { formatVersion: 99 },
  { lineage: '0197c2f0-0000-7000-8000-000000000002' },
  { revision: 8 },
  { commitId: '0197c2f0-0000-4000-8000-000000000008' },
  { entryCount: 1 },
  { sumMac: '0'.repeat(64) },
  { publishedAt: '2026-03-01T12:00:01.000Z' },
])('is not authentic with another member: %j', (change) => {
  const [header] = rawOf(encodeHead(tableKey, HEAD)).split('\n');
  expect(codeOf(`${header}\n${rawJson({ ...HEAD, ...change })}`)).toBe('NOT_AUTHENTIC');
});

it.each(['', 'garbage', '{}', JSON.stringify(HEAD), `{}\n${JSON.stringify(HEAD)}`])('refuses %j', (encoded) => {
  expect(codeOf(encoded)).toBe('NOT_AUTHENTIC');
});

it('refuses the head of another sealing key, and names both', () => {
  const other = encodeHead(new TableKey('99999999', Buffer.alloc(32, 2)), HEAD);
  expect(() => decodeHead(tableKey, other)).toThrow(/sealing key 99999999, .* a1b2c3d4/);
});

it('tells an authentic head of a newer format, whatever its other members are, from a forged one', () => {
  expect(codeOf(signed({ formatVersion: 99, novelty: 1 }))).toBe('UNKNOWN_FORMAT');
  expect(codeOf(signed({ formatVersion: 99 }).replace('99', '98'))).toBe('NOT_AUTHENTIC');
});

it('ignores members that only a newer control plane knows, and refuses what lacks one', () => {
  expect(decodeRawHead(tableKey, signed({ ...HEAD, novelty: 1 }))).toEqual(HEAD);
  expect(codeOf(signed({ ...HEAD, revision: -1 }))).toBe('NOT_AUTHENTIC');
  expect(codeOf(signed({ formatVersion: TABLE_FORMAT_VERSION }))).toBe('NOT_AUTHENTIC');
});

it('reads the bytes that it wrote, also in a larger buffer', () => {
  const bytes = encodeHead(tableKey, HEAD);
  const within = Buffer.concat([Buffer.from('xx'), bytes, bytesOfRaw('yy')]).subarray(2, 2 + bytes.length);
  expect(decodeHead(tableKey, within)).toEqual(HEAD);
});
