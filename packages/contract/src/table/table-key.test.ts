import { MacKey } from './mac-key';
import { rawJson } from './raw-text';
import { TableKey } from './table-key';

const tableKey = new TableKey('key', Buffer.alloc(32, 1));
const lineage = '0197c2f0-0000-7000-8000-000000000001';
const MAC = /^[0-9a-f]{64}$/;
const at1 = { lineage, revision: 1 };

it('makes another MAC and another summand for another key, lineage, revision, value, entry or sealing key', () => {
  const versions = [
    tableKey.signVersion('consumer.1', at1, '{}'),
    tableKey.signVersion('consumer.2', at1, '{}'),
    tableKey.signVersion('consumer.1', { lineage: lineage.replace('1', '2'), revision: 1 }, '{}'),
    tableKey.signVersion('consumer.1', { lineage, revision: 2 }, '{}'),
    tableKey.signVersion('consumer.1', at1, '{} '),
    tableKey.signVersion('consumer.1', at1, null),
    new TableKey('key', Buffer.alloc(32, 2)).signVersion('consumer.1', at1, '{}'),
  ];
  const macs = [...versions.flatMap(({ mac, summand }) => [mac, summand]), tableKey.macOfHead('{}')];
  for (const mac of macs) expect(mac).toMatch(MAC);
  expect(new Set(macs).size).toBe(macs.length);
});

it('does not mistake one part for another, wherever the text is divided between them', () => {
  const frame = JSON.stringify(['version', 'consumer.1', lineage, 1, 'live']);
  const macOf = (key: string, raw: string | null) => tableKey.signVersion(key, at1, raw).mac;
  const sum = 'ab'.repeat(32);
  const macs = [
    macOf('consumer.1', 'value'),
    macOf('consumer.1\n', 'value'),
    macOf('consumer.1","x', 'value'),
    macOf('consumer.1', `value\n${frame}\nvalue`),
    macOf('consumer.1', ''),
    macOf('consumer.1', null),
    tableKey.macOfHead(`${frame}\nvalue`),
    tableKey.macOfHead('value'),
    tableKey.macOfHead(sum),
    tableKey.macOfSum({ count: 1, sum }),
  ];
  expect(new Set(macs).size).toBe(macs.length);
});

it('makes another MAC for another number or sum', () => {
  const sum = 'ab'.repeat(32);
  const macs = [
    tableKey.macOfSum({ count: 1, sum }),
    tableKey.macOfSum({ count: 2, sum }),
    tableKey.macOfSum({ count: 1, sum: 'cd'.repeat(32) }),
  ];
  expect(new Set(macs).size).toBe(3);
});

it.each(['consumer.1', 'a"b', 'a\\b', 'é', 'a\nb', ''])('covers the key %j as JSON has it', (key) => {
  const frame = rawJson(['version', key, lineage, 1, 'live']);
  const { mac } = tableKey.signVersion(key, at1, 'value');
  expect(mac).toBe(new MacKey('key', Buffer.alloc(32, 1)).macOf(frame, 'value'));
});
