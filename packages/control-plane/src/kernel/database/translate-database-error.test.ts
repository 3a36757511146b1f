import { DomainError } from '../errors/domain-error';
import { translateDatabaseError } from './translate-database-error';

const failure = (members: object, message = 'internal detail') => Object.assign(new Error(message), members);

it.each([
  ['the server shuts down', { code: '57P01' }],
  ['the server starts up', { code: '57P03' }],
  ['there are too many connections', { code: '53300' }],
  ['a connection fails', { code: '08006' }],
  ['a lock is not had in time', { code: '55P03' }],
  ['a statement takes too long', { code: '57014' }],
  ['a transaction stands still', { code: '25P03' }],
  ['two transactions lock each other', { code: '40P01' }],
  ['nobody listens', { code: 'ECONNREFUSED' }],
])('says that the database is away or busy where %s', (_what, members) => {
  const told = translateDatabaseError(failure(members));
  expect(told).toBeInstanceOf(DomainError);
  expect(told).toMatchObject({ code: 'UNAVAILABLE', details: { retryAfterSeconds: 1 } });
  expect(String(told)).not.toContain('internal detail');
});

it('knows the failures of the driver that have no code', () => {
  const told = translateDatabaseError(failure({}, 'Connection terminated unexpectedly'));
  expect(told).toMatchObject({ code: 'UNAVAILABLE' });
});

it.each([
  ['consumer_name_taken', '23505', 'TAKEN'],
  ['ai_api_base_path_taken', '23505', 'TAKEN'],
  ['failover_primary_taken', '23505', 'TAKEN'],
  ['policy_load_balancing_rule', '23505', 'POLICY_RULE'],
  ['policy_kind_rule', '23503', 'POLICY_RULE'],
])('explains the constraint %s as a conflict', (constraint, code, reason) => {
  const told = translateDatabaseError(failure({ code, constraint }));
  expect(told).toMatchObject({ code: 'CONFLICT', details: { reason } });
});

it.each(['22003', '22007', '22008', '22021', '22P02', '22P05'])(
  'takes a value that Postgres refuses with %s for bad input, and quotes it nowhere',
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

it('leaves what it does not know as it is: a fault of the control plane', () => {
  const fault = failure({ code: '42P01' });
  expect(translateDatabaseError(fault)).toBe(fault);
  expect(translateDatabaseError('thrown')).toBe('thrown');
});
