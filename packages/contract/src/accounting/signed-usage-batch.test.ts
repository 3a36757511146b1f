import { randomUUID } from 'node:crypto';
import { rawOf } from '../table/raw-text';
import { SealingKey } from '../table/sealed-credential';
import { decodeUsageBatch, encodeUsageBatch } from './signed-usage-batch';
import { NO_TOKENS } from './token-kind';
import { type UsageBatch, usageBatchSchema } from './usage-batch';

const keyOf = (fill: number) => new SealingKey(Buffer.alloc(32, fill).toString('base64'));
const { usageKey, statusKey } = keyOf(1);
const BATCH: UsageBatch = usageBatchSchema.parse({
  dataPlaneId: randomUUID(),
  incarnation: randomUUID(),
  sequence: 7,
  at: new Date(0).toISOString(),
  attempts: [
    {
      minute: 1,
      aiApiId: null,
      consumerId: null,
      environment: 'PRODUCTION',
      providerId: randomUUID(),
      modelId: randomUUID(),
      endpointId: randomUUID(),
      outcome: 'ANSWERED',
      serviceTier: null,
      isAboveStep: false,
      attempts: 1,
      resends: 0,
      countedAttempts: 1,
      estimatedAttempts: 0,
      counted: { ...NO_TOKENS, input: 9_007_199_254_740_991 },
      estimated: NO_TOKENS,
      cost: '123456789012345678901234567890',
      estimatedCost: '0',
      unpriced: 0,
    },
  ],
});
const NOTHING_USED = { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null };
const ATTEMPT = {
  provider: { id: randomUUID(), name: 'openai' },
  endpoint: { id: randomUUID(), name: 'eu' },
  model: null,
  outcome: 'TIMEOUT',
  status: null,
  error: null,
  vendorRequestId: null,
  startedAt: new Date(0).toISOString(),
  msToHeaders: null,
  msToEnd: 1,
  resendCauses: [],
  next: 'EXHAUSTED',
  used: null,
};
/** A record as JSON has it. */
const record = (given: object) => ({
  id: '0195a5a0-0000-7000-8000-000000000000',
  traceId: null,
  at: new Date(0).toISOString(),
  aiApi: null,
  consumerId: null,
  consumerKeyId: null,
  environment: null,
  operation: null,
  streamed: false,
  policyId: null,
  revision: null,
  askedModel: null,
  sentModel: null,
  answeredModel: null,
  serviceTier: null,
  attempts: [],
  status: 401,
  outcome: 'INVALID_API_KEY',
  totalMs: 1.5,
  msToFirstContent: null,
  overheadMs: null,
  requestBytes: 10,
  responseBytes: 20,
  used: NOTHING_USED,
  ...given,
});
function decoded(sent: UsageBatch) {
  const opened = decodeUsageBatch(usageKey, encodeUsageBatch(usageKey, sent));
  if (opened.batch === null) throw new Error(opened.fault);
  return opened;
}
const faultOf = (bytes: Uint8Array) => decodeUsageBatch(usageKey, bytes).fault;

it('gives a batch back, with all digits', () => {
  expect(decodeUsageBatch(usageKey, encodeUsageBatch(usageKey, BATCH))).toEqual({
    batch: BATCH,
    fault: null,
    recordFault: null,
  });
});

it('reads a batch of a newer data plane, without what it does not know', () => {
  const newer = { ...BATCH, invented: 1, attempts: [{ ...BATCH.attempts[0]!, invented: 1 }] };
  expect(decodeUsageBatch(usageKey, encodeUsageBatch(usageKey, newer)).batch).toEqual(BATCH);
});

it('says why a batch is not authentic', () => {
  const encoded = Buffer.from(encodeUsageBatch(usageKey, BATCH)).toString();
  expect(faultOf(Buffer.from(encoded.replace('"attempts":1', '"attempts":2')))).toContain(
    'no holder of the sealing key',
  );
  expect(faultOf(encodeUsageBatch(keyOf(2).usageKey, BATCH))).toContain(`this sealing key is ${usageKey.id}`);
  expect(faultOf(Buffer.from('{}'))).toBe('not a usage batch');
});

it('does not take the MAC of a status for that of a batch', () => {
  const text = rawOf(encodeUsageBatch(usageKey, BATCH));
  const raw = text.slice(text.indexOf('\n') + 1);
  const header = JSON.stringify({ keyId: statusKey.id, mac: statusKey.macOf('["data plane status"]', raw) });
  expect(faultOf(Buffer.from(`${header}\n${raw}`, 'latin1'))).toContain('no holder of the sealing key');
});

it('leaves out request records that cannot be stored, counts them, and keeps the rest of the batch', () => {
  const records = [
    record({ askedModel: 'a\0b' }),
    record({ answeredModel: 'half \ud83d' }),
    record({ attempts: [{ ...ATTEMPT, error: 'a\0b' }] }),
    record({ status: 1e9 }),
    record({ revision: 2 ** 40 }),
    record({ outcome: 'OF_A_NEWER_DATA_PLANE' }),
    record({ askedModel: 'whole \ud83d\ude00' }),
  ];
  const sent = { ...BATCH, records, droppedRecords: 2 } as UsageBatch;
  const { batch, recordFault } = decoded(sent);
  expect(batch).toEqual({ ...sent, records: [records[6]], droppedRecords: 8 });
  expect(recordFault).toBe('askedModel: must not contain NUL or half of a surrogate pair');
});

it('keeps the sums of rows whose outcome or service tier it cannot take', () => {
  const [row] = BATCH.attempts;
  const odd = { ...row, serviceTier: 'a\0b', outcome: 'OF_A_NEWER_DATA_PLANE' };
  const { batch } = decoded({ ...BATCH, attempts: [odd] } as UsageBatch);
  expect(batch.attempts).toEqual([{ ...row, serviceTier: null, outcome: null }]);
});

it('says where a batch is damaged', () => {
  const damaged = { ...BATCH, sequence: -1 };
  expect(faultOf(encodeUsageBatch(usageKey, damaged))).toContain('damaged usage batch: sequence: ');
});
