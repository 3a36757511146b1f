import { randomUUID } from 'node:crypto';
import { rawOf } from '../table/raw-text';
import { SealingKey } from '../table/sealed-credential';
import type { DataPlaneStatus } from './data-plane-status';
import { decodeStatus, encodeStatus } from './signed-status';

const keyOf = (fill: number) => new SealingKey(Buffer.alloc(32, fill).toString('base64'));
const { statusKey, tableKey } = keyOf(1);
const STATUS: DataPlaneStatus = {
  id: randomUUID(),
  host: 'gateway-é',
  version: '0.1.0',
  startedAt: new Date(0).toISOString(),
  reportedAt: new Date(0).toISOString(),
  lineage: null,
  observedRevision: null,
  appliedRevision: null,
  rejection: null,
  lastRejection: null,
  endpointFaults: [],
  requestsInFlight: 0,
  suspensions: [],
};
const encoded = encodeStatus(statusKey, STATUS);
const faultOf = (bytes: Uint8Array, id = STATUS.id) => decodeStatus(statusKey, id, bytes).fault;

it('gives a status back', () => {
  expect(decodeStatus(statusKey, STATUS.id, encoded)).toEqual({ status: STATUS, fault: null });
});

it('says why a status is not authentic', () => {
  expect(faultOf(Buffer.from(JSON.stringify(STATUS)))).toBe('not a data plane status');
  const other = Buffer.from(encoded).toString().replace('"requestsInFlight":0', '"requestsInFlight":1');
  expect(faultOf(Buffer.from(other))).toBe('no holder of the sealing key wrote this data plane status');
  expect(faultOf(encodeStatus(keyOf(2).statusKey, STATUS))).toContain(`this sealing key is ${statusKey.id}`);
  expect(faultOf(encoded, randomUUID())).toBe(`the status of data plane ${STATUS.id}`);
  const damaged = encodeStatus(statusKey, { ...STATUS, host: 1 } as unknown as DataPlaneStatus);
  expect(faultOf(damaged)).toBe('damaged data plane status');
});

it('does not take the MAC of a table for that of a status', () => {
  const text = rawOf(encoded);
  const raw = text.slice(text.indexOf('\n') + 1);
  const header = JSON.stringify({ keyId: tableKey.id, mac: tableKey.macOfHead(raw) });
  expect(faultOf(Buffer.from(`${header}\n${raw}`, 'latin1'))).toContain('no holder of the sealing key');
});
