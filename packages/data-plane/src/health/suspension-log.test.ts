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

function logged() {
  const lines: [string, object, string][] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message]);
  const sampledLog = new SampledLog({ info: at('info'), warn: at('warn'), error: at('error') });
  const states = new PolicyStates({
    onSuspended: (suspension) => logSuspension(sampledLog, clockAt(NOW), suspension),
  });
  return { lines, sampledLog, state: states.of(SIDE) };
}

it('a suspension is logged at warn with its target and its reason, once until it is over', () => {
  const { lines, sampledLog, state } = logged();
  suspend(state, target('llama'), NOW, 3_000, null, UNTRUSTED);
  suspend(state, target('llama'), NOW + 1_000, 3_000, null, FAILED);
  const line = { ...SIDE, provider: 'own', target: 'vllm/llama' };
  const first = ['warn', { ...line, ...UNTRUSTED, until: new Date(NOW + 3_000).toISOString() }, 'target suspended'];
  expect(lines).toEqual([first]);
  suspend(state, target('llama'), NOW + 4_000, 3_000, null, FAILED);
  const second = ['warn', { ...line, ...FAILED, until: new Date(NOW + 7_000).toISOString() }, 'target suspended'];
  expect(lines).toEqual([first, second]);
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
