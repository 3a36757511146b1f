import type { SuspensionCause } from '@switchyard/contract';
import { SampledLog } from '@switchyard/runtime';
import type { Target } from '@switchyard/routing';
import { clockAt, suspend } from '../testing/suspend.suite';
import { PolicyStates } from './policy-states';
import { logSuspension } from './suspension-log';

const NOW = 1_000_000;
const SIDE = { aiApiId: 'ai-api-1', policyId: 'policy-1', environment: 'PRODUCTION' } as const;
const target = (key: string) =>
  ({ key, provider: { name: 'own' }, endpoint: { name: 'vllm' }, model: { name: key } }) as Target;
const UNTRUSTED = {
  cause: 'CERTIFICATE_UNTRUSTED',
  status: null,
  detail: 'CERT_HAS_EXPIRED: certificate has expired',
} as const;
const FAILED = { cause: 'FAILURE_STATUS', status: 503, detail: null } as const;
const STILL_UNTRUSTED = { ...UNTRUSTED, detail: 'INVALID_CA: invalid CA certificate' } as const;

function logged() {
  const lines: [string, object, string][] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message]);
  const sampledLog = new SampledLog({ info: at('info'), warn: at('warn'), error: at('error') });
  const states = new PolicyStates({
    onSuspended: (suspension) => logSuspension(sampledLog, clockAt(NOW), suspension),
  });
  return { lines, sampledLog, state: states.of(SIDE) };
}

it('a suspension is logged with its target and its reason, once until it is over or has another reason', () => {
  const { lines, sampledLog, state } = logged();
  const line = (level: string, reason: object, untilMs: number) => [
    level,
    { ...SIDE, provider: 'own', target: 'vllm/llama', ...reason, until: new Date(untilMs).toISOString() },
    'target suspended',
  ];
  suspend(state, target('llama'), NOW, 3_000, null, UNTRUSTED);
  suspend(state, target('llama'), NOW + 1_000, 3_000, null, UNTRUSTED);
  const expected = [line('warn', UNTRUSTED, NOW + 3_000)];
  expect(lines).toEqual(expected);
  suspend(state, target('llama'), NOW + 2_000, 3_000, null, FAILED);
  suspend(state, target('llama'), NOW + 2_500, 3_000, null, { ...FAILED, status: 500 });
  expected.push(line('info', FAILED, NOW + 5_000));
  expect(lines).toEqual(expected);
  suspend(state, target('llama'), NOW + 3_000, 3_000, null, UNTRUSTED);
  suspend(state, target('llama'), NOW + 4_000, 3_000, null, STILL_UNTRUSTED);
  expected.push(line('warn', UNTRUSTED, NOW + 6_000), line('warn', STILL_UNTRUSTED, NOW + 7_000));
  expect(lines).toEqual(expected);
  suspend(state, target('llama'), NOW + 7_000, 3_000, null, STILL_UNTRUSTED);
  expect(lines).toEqual([...expected, line('warn', STILL_UNTRUSTED, NOW + 10_000)]);
  sampledLog.endWindow();
});

it('the own reason for a target that a peer reported is logged', () => {
  const { lines, sampledLog, state } = logged();
  state.suspendReportedByPeer([target('llama'), target('other')], target('llama'), NOW, 3_000);
  expect(lines).toEqual([]);
  suspend(state, target('llama'), NOW + 1_000, 3_000, null, UNTRUSTED);
  expect(lines).toMatchObject([['warn', UNTRUSTED, 'target suspended']]);
  sampledLog.endWindow();
});

it.each<[SuspensionCause, 'warn' | 'info']>([
  ['CERTIFICATE_UNTRUSTED', 'warn'],
  ['UNREACHABLE', 'warn'],
  ['CREDENTIAL_REJECTED', 'warn'],
  ['ACCOUNT_EXHAUSTED', 'warn'],
  ['MODEL_NOT_FOUND', 'warn'],
  ['FAILURE_STATUS', 'info'],
  ['RATE_LIMITED', 'info'],
  ['OVERLOADED', 'info'],
  ['TIMEOUT', 'info'],
  ['STREAM_FAILED', 'info'],
  ['INVALID_RESPONSE', 'info'],
])('a suspension for %s is logged at the level %s', (cause, level) => {
  const { lines, sampledLog, state } = logged();
  suspend(state, target('llama'), NOW, 3_000, null, { cause, status: null, detail: null });
  expect(lines.map(([each]) => each)).toEqual([level]);
  sampledLog.endWindow();
});

it('of a flood of suspensions the first are logged, and how many were left out', () => {
  const { lines, sampledLog, state } = logged();
  for (let index = 0; index < 100; index += 1) suspend(state, target(`m${index}`), NOW, 3_000, null, UNTRUSTED);
  expect(lines).toHaveLength(10);
  sampledLog.endWindow();
  expect(lines[10]).toEqual([
    'warn',
    { kind: 'suspended: CERTIFICATE_UNTRUSTED', leftOut: 90 },
    '90 more left out of the log: target suspended',
  ]);
});
