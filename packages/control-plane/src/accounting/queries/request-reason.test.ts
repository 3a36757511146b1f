import { type AttemptOfRecord, NO_TOKENS } from '@switchyard/contract';
import { requestReason } from './request-reason';

const ID = '0195a5a0-0000-7000-8000-000000000000';
const attempt = (endpoint: string, given: Partial<AttemptOfRecord> = {}): AttemptOfRecord => ({
  provider: { id: ID, name: 'openai' },
  endpoint: { id: ID, name: endpoint },
  model: { id: ID, name: 'gpt-4o' },
  outcome: 'TIMEOUT',
  status: null,
  error: 'no response in 30 s',
  vendorRequestId: null,
  startedAt: '2026-01-01T00:00:00Z',
  msToHeaders: null,
  msToEnd: 1,
  resendCauses: [],
  next: 'EXHAUSTED',
  used: { counted: NO_TOKENS, estimated: NO_TOKENS, cost: null, estimatedCost: null },
  ...given,
});
const limited = attempt('eu', { outcome: 'RATE_LIMITED', status: 429, error: null, next: 'NEXT_TARGET' });

it.each([
  ['INVALID_API_KEY', [], 'The consumer key is missing, unknown, expired or disabled.'],
  [
    'ANSWERED',
    [attempt('us', { outcome: 'ANSWERED', status: 200, error: null, next: 'ANSWER' })],
    'Answered in full by model gpt-4o on endpoint us of provider openai.',
  ],
  [
    'ANSWERED',
    [limited, attempt('us', { outcome: 'ANSWERED', status: 200, error: null, next: 'ANSWER', model: null })],
    'Answered in full by endpoint us of provider openai. Before, openai/eu had RATE_LIMITED (429).',
  ],
  [
    'TIMEOUT',
    [limited, attempt('us')],
    'The vendor did not answer in time. Model gpt-4o on endpoint us of provider openai: no response in 30 s. Before, openai/eu had RATE_LIMITED (429). No target was left.',
  ],
  [
    'RATE_LIMITED',
    [{ ...limited, next: 'GIVE_UP' }],
    'The account has sent too much in a short time. Model gpt-4o on endpoint eu of provider openai: RATE_LIMITED (429). Targets were left, but no attempts or no time.',
  ],
  [
    'CONSUMER_GONE',
    [limited, attempt('us', { next: 'CONSUMER_GONE' })],
    'The consumer closed the connection. Before, openai/eu had RATE_LIMITED (429), then openai/us had TIMEOUT.',
  ],
] as const)('%s: says why', (outcome, attempts, reason) => {
  expect(requestReason({ outcome, attempts: [...attempts] })).toBe(reason);
});
