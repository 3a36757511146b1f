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
const faultOf = (bytes: Uint8Array) => decodeUsageBatch(usageKey, bytes).fault;

it('gives a batch back, with all digits', () => {
  expect(decodeUsageBatch(usageKey, encodeUsageBatch(usageKey, BATCH))).toEqual({ batch: BATCH, fault: null });
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

it('says where a batch is damaged', () => {
  const damaged = { ...BATCH, sequence: -1 };
  expect(faultOf(encodeUsageBatch(usageKey, damaged))).toContain('damaged usage batch: sequence: ');
});
