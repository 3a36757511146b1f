import { z } from 'zod';
import { conflict, notFound, unavailable } from '../errors/domain-error';
import { InputCheck } from './input-check';
import { nameSchema, orDefault, patch } from './members';

const rules = z.object({
  name: nameSchema,
  url: patch(z.string().startsWith('https://', 'must be HTTPS')),
  models: orDefault(z.array(z.object({ name: nameSchema, weight: z.int().min(0) })).max(3), []),
});
const VALID = { name: 'a', url: 'https://a.example', models: [{ name: 'm', weight: 1 }] };
const fieldsOf = (check: InputCheck<z.output<typeof rules>>) =>
  check.error?.details.fields?.map(({ path, reason }) => `${path}: ${reason}`);

it('passes an input without problems on as its rules make it, with what the checks found', () => {
  const check = new InputCheck(rules, { ...VALID, models: null });
  expect(check.error).toBeNull();
  expect(check.passed('found')).toEqual([{ ...VALID, models: [] }, 'found']);
});

it('keeps what is valid of an input that breaks rules: its members, and the items of its lists at their places', () => {
  const models = [{ name: 'no slug', weight: 1 }, VALID.models[0], { name: 'n', weight: -1 }];
  const check = new InputCheck(rules, { ...VALID, url: 'http://a.example', models });
  expect(check.whole).toBeNull();
  expect(check.valid).toEqual({ name: 'a' });
  expect(check.items('models')).toEqual([{ index: 1, item: VALID.models[0] }]);
  expect(['name', 'url', 'models', 'models.2'].filter((member) => check.isRefused(member))).toEqual([
    'url',
    'models',
    'models.2',
  ]);
  check.add({ path: 'name', message: 'is taken', reason: 'TAKEN' });
  expect(fieldsOf(check)).toEqual([
    'url: INVALID_FORMAT',
    'models.0.name: INVALID_FORMAT',
    'models.2.weight: OUT_OF_RANGE',
    'name: TAKEN',
  ]);
  expect(() => check.passed()).toThrow('Invalid input. url: must be HTTPS; ');
});

it('says of a text that cannot be stored or means a secret only that, and does not compare it', () => {
  const check = new InputCheck(rules, { ...VALID, name: 'a\0 b', models: [{ name: '${env:MODEL}', weight: 1 }] });
  expect(fieldsOf(check)).toEqual(['name: INVALID_FORMAT', 'models.0.name: NOT_ALLOWED']);
  expect(check.valid).toEqual({ url: VALID.url });
  expect(check.items('models')).toEqual([]);
});

describe('of several refusals', () => {
  const taken = (path: string) =>
    conflict('TAKEN', `${path}: taken`, {
      existingId: path,
      fields: [{ path, message: 'is taken', reason: 'TAKEN' }],
    });

  it('tells one as it is', async () => {
    const check = new InputCheck(rules, VALID);
    await check.gather(() => Promise.reject(taken('name')));
    expect(check.error).toMatchObject({ code: 'CONFLICT', message: 'name: taken', details: { existingId: 'name' } });
  });

  it('tells each problem once, under the code that says most of the input', async () => {
    const check = new InputCheck(rules, VALID);
    for (const error of [taken('name'), taken('name'), taken('url')]) await check.gather(() => Promise.reject(error));
    expect(check.error).toMatchObject({ code: 'CONFLICT', message: 'name: taken; url: taken.' });
    expect(check.error?.details).toMatchObject({ reason: 'TAKEN', existingId: 'name' });
    check.refuse(notFound('provider', 'x'));
    expect(check.error?.code).toBe('NOT_FOUND');
    check.refuse(conflict('IN_USE', 'It is in use.'));
    check.add({ path: 'models', message: 'are too many', reason: 'WRONG_COUNT' });
    expect(check.error).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(check.error?.details).toMatchObject({ existingId: 'name' });
    expect(check.error?.details).not.toHaveProperty('reason');
    expect(fieldsOf(check)).toEqual([
      'name: TAKEN',
      'url: TAKEN',
      'providerId: NOT_FOUND',
      ': NOT_ALLOWED',
      'models: WRONG_COUNT',
    ]);
  });

  it('says which version and which object are in the way, whatever else is wrong', () => {
    const check = new InputCheck(rules, { ...VALID, url: 'http://a.example' });
    check.refuse(conflict('STALE_VERSION', 'It has changed.', { currentVersion: 3 }));
    const other = { existingId: 'id', existingKind: 'PROVIDER', existingName: 'a' } as const;
    check.refuse(conflict('TAKEN', 'name: taken', { ...other, fields: [] }));
    expect(check.error).toMatchObject({ code: 'BAD_USER_INPUT', details: { currentVersion: 3, ...other } });
  });

  it('keeps none that is not about the input', async () => {
    const check = new InputCheck(rules, VALID);
    await expect(check.gather(() => Promise.reject(unavailable('Away.')))).rejects.toThrow('Away. Try again.');
    await expect(check.gather(() => Promise.reject(new Error('a fault')))).rejects.toThrow('a fault');
    expect(check.error).toBeNull();
  });
});

it('does not let a check fail in silence', () => {
  expect(() => new InputCheck(rules, VALID).passed(null)).toThrow('did not report it');
});
