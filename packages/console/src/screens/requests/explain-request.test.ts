import { explainRequest } from './explain-request';
import type { Attempt } from './timeline';

const attempt = (endpointName: string, given: Partial<Attempt> = {}): Attempt => ({
  providerId: 'p',
  providerName: 'acme',
  endpointId: 'e',
  endpointName,
  modelId: 'm',
  modelName: 'gpt-4o',
  outcome: 'ANSWERED',
  startedAt: '2026-11-30T10:00:00.000Z',
  msToHeaders: 1,
  msToEnd: 2,
  status: 200,
  error: null,
  next: 'ANSWER',
  resendCauses: [],
  vendorRequestId: null,
  ...given,
});
const failed = attempt('first', { outcome: 'TIMEOUT', next: 'NEXT_TARGET' });

it.each([
  ['ANSWERED', [attempt('main')], 'gpt-4o · main answered at the first attempt.'],
  ['ANSWERED', [failed, attempt('second')], 'gpt-4o · second answered after another target had failed.'],
  ['ANSWERED', [failed, failed, attempt('third')], 'gpt-4o · third answered after 2 other targets had failed.'],
  ['TIMEOUT', [{ ...failed, next: 'EXHAUSTED' }], 'The meaning. After one attempt, no other target was left.'],
  ['INVALID_API_KEY', [], 'The meaning. No vendor was asked.'],
] as const)('says of %s what happened', (outcome, attempts, sentence) => {
  expect(explainRequest({ outcome, attempts: [...attempts] }, 'The meaning.')).toBe(sentence);
});
