import { isSameMac, TableKey } from './table-key';

const tableKey = new TableKey('key', Buffer.alloc(32, 1));
const lineage = '0197c2f0-0000-7000-8000-000000000001';
const MAC = /^[0-9a-f]{64}$/;

it('makes another MAC for another key, lineage, revision, value, entry or sealing key', () => {
  const macs = [
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, '{}'),
    tableKey.macOfVersion('consumer.2', { lineage, revision: 1 }, '{}'),
    tableKey.macOfVersion('consumer.1', { lineage: lineage.replace('1', '2'), revision: 1 }, '{}'),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 2 }, '{}'),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, '{} '),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, null),
    new TableKey('key', Buffer.alloc(32, 2)).macOfVersion('consumer.1', { lineage, revision: 1 }, '{}'),
    tableKey.macOfHead('{}'),
  ];
  for (const mac of macs) expect(mac).toMatch(MAC);
  expect(new Set(macs).size).toBe(macs.length);
});

it('does not mistake one part for another, wherever the text is divided between them', () => {
  const frame = JSON.stringify(['version', 'consumer.1', lineage, 1, 'live']);
  const macs = [
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, 'value'),
    tableKey.macOfVersion('consumer.1\n', { lineage, revision: 1 }, 'value'),
    tableKey.macOfVersion('consumer.1","x', { lineage, revision: 1 }, 'value'),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, `value\n${frame}\nvalue`),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, ''),
    tableKey.macOfVersion('consumer.1', { lineage, revision: 1 }, null),
    tableKey.macOfHead(`${frame}\nvalue`),
    tableKey.macOfHead('value'),
  ];
  expect(new Set(macs).size).toBe(macs.length);
});

it('compares MACs, and takes nothing else for one', () => {
  const mac = tableKey.macOfHead('{}');
  expect(isSameMac(mac, mac)).toBe(true);
  expect(isSameMac(mac, tableKey.macOfHead('{} '))).toBe(false);
  for (const other of ['', mac.slice(2), mac.toUpperCase(), `${mac}00`, 'x'.repeat(64)]) {
    expect(isSameMac(other, other)).toBe(false);
  }
});
