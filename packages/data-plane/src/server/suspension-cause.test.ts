import type { SuspensionCause } from '@switchyard/contract';
import { ERROR, ROLE, streamed } from '../testing/consumer-stream.suite';
import { gateway, primaryAnswers, type SimulatedAnswer, simulatedGateway } from '../testing/simulated-gateway.suite';

simulatedGateway(undefined, (made) =>
  made.setPolicies({
    kind: 'FAILOVER',
    production: ['a', 'b'],
    suspendDurationSeconds: 60,
    requestTimeoutSeconds: 1,
  }),
);

const error = (code: string) => ({ error: { type: 'invalid_request_error', code, message: 'no' } });
const overloadedInStream = `data: ${JSON.stringify(error('server_is_overloaded'))}\n\n`;
const refusedInStream = `data: ${JSON.stringify(error('invalid_api_key'))}\n\n`;

it.each<[SuspensionCause, string, number | null, SimulatedAnswer]>([
  ['FAILURE_STATUS', 'an error that is not recognised', 500, { status: 500, body: 'oops' }],
  ['OVERLOADED', 'an overload', 503, { status: 503, body: error('server_is_overloaded') }],
  ['RATE_LIMITED', 'a rate limit', 429, { status: 429, body: error('rate_limit_exceeded') }],
  ['ACCOUNT_EXHAUSTED', 'a spent account', 429, { status: 429, body: error('insufficient_quota') }],
  ['ACCOUNT_EXHAUSTED', 'a missing payment', 402, { status: 402 }],
  ['OVERLOADED', 'an overload in a stream', null, { rawEvents: [overloadedInStream] }],
  ['UNREACHABLE', 'a connection that breaks', null, { reset: true }],
  ['TIMEOUT', 'no headers in time', null, { silent: true }],
  ['INVALID_RESPONSE', 'a redirect', null, { status: 302, headers: { location: 'http://a.b/' } }],
  ['STREAM_FAILED', 'an error before the first content', null, { rawEvents: [ROLE, ERROR] }],
  ['CREDENTIAL_REJECTED', 'a rejected credential', 401, { status: 401, body: error('invalid_api_key') }],
  ['CREDENTIAL_REJECTED', 'one rejected in a stream', null, { rawEvents: [refusedInStream] }],
  ['MODEL_NOT_FOUND', 'an unknown model', 404, { status: 404, body: error('model_not_found') }],
])('a target is suspended after %s with cause %s', async (cause, _what, status, answer) => {
  primaryAnswers(answer);
  const { headers } = await streamed(gateway);
  expect(headers['x-switchyard-target']).toBe('production/b');
  const suspended = [...gateway.policyStates.everSuspended()].flatMap(({ state }) => [...state.suspensions.values()]);
  expect(suspended).toMatchObject([{ cause, status, probing: false }]);
});
