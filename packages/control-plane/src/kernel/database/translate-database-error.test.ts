import { DomainError } from '../errors/domain-error';
import { translateDatabaseError } from './translate-database-error';

const failure = (members: object, message = 'internal detail') => Object.assign(new Error(message), members);

it.each([
  ['the server is shutting down', { code: '57P01' }],
  ['the server is starting', { code: '57P03' }],
  ['there are too many connections', { code: '53300' }],
  ['a connection fails', { code: '08006' }],
  ['a lock times out', { code: '55P03' }],
  ['a statement times out', { code: '57014' }],
  ['an idle transaction times out', { code: '25P03' }],
  ['two transactions deadlock', { code: '40P01' }],
  ['the connection is refused', { code: 'ECONNREFUSED' }],
])('says that the database is unavailable or busy if %s', (_what, members) => {
  const told = translateDatabaseError(failure(members));
  expect(told).toBeInstanceOf(DomainError);
  expect(told).toMatchObject({ code: 'UNAVAILABLE', details: { retryAfterSeconds: 1 } });
  expect(String(told)).not.toContain('internal detail');
});

it('recognizes errors of the driver that have no code', () => {
  const told = translateDatabaseError(failure({}, 'Connection terminated unexpectedly'));
  expect(told).toMatchObject({ code: 'UNAVAILABLE' });
});

it.each([
  ['consumer_name_taken', '23505', 'TAKEN'],
  ['ai_api_base_path_taken', '23505', 'TAKEN'],
  ['failover_primary_taken', '23505', 'TAKEN'],
  ['policy_load_balancing_rule', '23505', 'POLICY_RULE'],
  ['policy_kind_rule', '23503', 'POLICY_RULE'],
  ['model_provider_id_fkey', '23503', 'IN_USE'],
])('explains the constraint %s as a conflict', (constraint, code, reason) => {
  const told = translateDatabaseError(failure({ code, constraint }));
  expect(told).toMatchObject({ code: 'CONFLICT', details: { reason } });
});

it.each(['22003', '22007', '22008', '22021', '22P02', '22P05'])(
  'treats a value that Postgres refuses with %s as bad input, and never quotes it',
  (code) => {
    const told = translateDatabaseError(failure({ code }, 'invalid input syntax: "a secret"'));
    expect(told).toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { fields: [] },
      cause: expect.objectContaining({ message: expect.stringContaining(code) }),
    });
    expect(String(told) + String((told as Error).cause)).not.toContain('a secret');
  },
);

it('returns other errors unchanged, as internal errors', () => {
  const fault = failure({ code: '42P01' });
  expect(translateDatabaseError(fault)).toBe(fault);
  expect(translateDatabaseError('thrown')).toBe('thrown');
});
