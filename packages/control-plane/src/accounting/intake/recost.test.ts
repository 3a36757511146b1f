import { randomUUID } from 'node:crypto';
import { NO_TOKENS } from '@switchyard/contract';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { attemptRow, batch, minuteOf } from '../../testing/usage-batches.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { RETENTION_DEFAULTS } from '../tables/retention';
import { absorbBatch } from './absorb-batch';
import { recost } from './recost';

let underTest: ControlPlaneUnderTest;
let world: World;
let dataSource: DataSource;
beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  world = await createWorld(underTest);
  dataSource = await createDataSource(underTest.databaseUrl, pino({ level: 'silent' })).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});
beforeEach(async () => {
  for (const grain of ['minute', 'hour']) await dataSource.query(`TRUNCATE usage_attempt_${grain}`);
});

const HOUR = 60;
/** The first minute of an hour that is over. */
const MINUTE = Math.floor(minuteOf(Date.now()) / HOUR) * HOUR - HOUR;
const at = (minute: number) => new Date(minute * 60_000);
const price = (validFrom: Date, given: object = {}) => ({
  validFrom: validFrom.toISOString(),
  inputPerMillion: '3',
  outputPerMillion: '15',
  ...given,
});
const priced = (...prices: object[]) =>
  underTest.change('updateModel', { modelId: world.modelIds[0], prices }, 'revision');
const absorb = (...attempts: ReturnType<typeof attemptRow>[]) =>
  absorbBatch(dataSource, batch({ attempts }), RETENTION_DEFAULTS);
const row = (given: object) =>
  attemptRow({
    minute: MINUTE,
    modelId: world.modelIds[0],
    counted: { ...NO_TOKENS, input: 1_000 },
    cost: '77',
    ...given,
  });
const costs = (grain: string): Promise<object[]> =>
  dataSource.query(`SELECT cost, estimated_cost, unpriced FROM usage_attempt_${grain} ORDER BY at, cost`);
const recostHour = (minute: number) =>
  recost(dataSource, { fromMs: at(minute).getTime(), toMs: at(minute + HOUR).getTime() });
const recostAll = () => recostHour(MINUTE);

it('computes minutes from their tokens at the price of their time, and hours as their sum', async () => {
  await priced(price(at(0)), price(at(MINUTE + 30), { inputPerMillion: '30' }));
  const estimated = { estimatedAttempts: 1, estimated: { ...NO_TOKENS, output: 10 } };
  await absorb(row(estimated), row({ minute: MINUTE + 29 }), row({ minute: MINUTE + 30 }));
  expect(await recostAll()).toEqual({ hours: 1, recosted: 4, kept: 0 });
  expect(await costs('minute')).toEqual([
    { cost: '3000000', estimated_cost: '150000', unpriced: '0' },
    { cost: '3000000', estimated_cost: '0', unpriced: '0' },
    { cost: '30000000', estimated_cost: '0', unpriced: '0' },
  ]);
  expect(await costs('hour')).toEqual([{ cost: '36000000', estimated_cost: '150000', unpriced: '0' }]);
});

it('keeps the service tier and the step, and counts what each attempt costs', async () => {
  const longPrompt = { abovePromptTokens: 10, inputPerMillion: '6', outputPerMillion: '1' };
  const serviceTiers = [{ tier: 'flex', inputPerMillion: '1', outputPerMillion: '1' }];
  await priced(price(at(0), { perRequest: '0.5', longPrompt, serviceTiers }));
  await absorb(row({ countedAttempts: 3, attempts: 5 }), row({ isAboveStep: true }), row({ serviceTier: 'flex' }));
  await recostAll();
  expect(await costs('minute')).toEqual([
    { cost: '1000000', estimated_cost: '0', unpriced: '0' },
    { cost: '6000000', estimated_cost: '0', unpriced: '0' },
    { cost: '1503000000', estimated_cost: '0', unpriced: '0' },
  ]);
});

it('counts as unpriced what has no price any more, and as priced what has one now', async () => {
  await priced();
  await absorb(row({ countedAttempts: 2 }));
  await recostAll();
  expect(await costs('hour')).toEqual([{ cost: '0', estimated_cost: '0', unpriced: '2' }]);
  await priced(price(at(0)));
  await recostAll();
  expect(await costs('hour')).toEqual([{ cost: '3000000', estimated_cost: '0', unpriced: '0' }]);
});

it('keeps as unpriced what had no price and may be above the step of the price that it has now', async () => {
  const longPrompt = { abovePromptTokens: 10, inputPerMillion: '6', outputPerMillion: '1' };
  const serviceTiers = [{ tier: 'flex', inputPerMillion: '1', outputPerMillion: '1' }];
  await priced(price(at(0), { longPrompt, serviceTiers }));
  const unpriced = { countedAttempts: 2, unpriced: 2, cost: '0' };
  await absorb(row(unpriced), row({ ...unpriced, serviceTier: 'flex' }), row({ isAboveStep: true }));
  await absorb(row({ minute: MINUTE + 1, unpriced: 1, cost: '0', counted: { ...NO_TOKENS, input: 10 } }));
  for (let each = 0; each < 2; each += 1) {
    expect(await recostAll()).toEqual({ hours: 1, recosted: 4, kept: 2 });
    const ofOthers = [
      { cost: '1000000', estimated_cost: '0', unpriced: '0' },
      { cost: '6000000', estimated_cost: '0', unpriced: '0' },
    ];
    expect(await costs('minute')).toEqual([
      { cost: '0', estimated_cost: '0', unpriced: '2' },
      ...ofOthers,
      { cost: '30000', estimated_cost: '0', unpriced: '0' },
    ]);
    expect(await costs('hour')).toEqual([{ cost: '30000', estimated_cost: '0', unpriced: '2' }, ...ofOthers]);
  }
});

it('keeps the cost of deleted models, of no model and of "other", of minutes and hours', async () => {
  await priced(price(at(0)));
  const unknown = { minute: MINUTE + 5, countedAttempts: 2, unpriced: 1, estimatedCost: '5' };
  await absorb(
    row({ ...unknown, modelId: randomUUID(), cost: '1' }),
    row({ ...unknown, modelId: null, cost: '2' }),
    row({ ...unknown, modelId: null, environment: null, outcome: null, isOther: true, cost: '3' }),
    row({ cost: '4' }),
  );
  expect(await recostAll()).toEqual({ hours: 1, recosted: 1, kept: 6 });
  const kept = ['1', '2', '3'].map((cost) => ({ cost, estimated_cost: '5', unpriced: '1' }));
  const recosted = { cost: '3000000', estimated_cost: '0', unpriced: '0' };
  expect(await costs('hour')).toEqual([...kept, recosted]);
  expect(await costs('minute')).toEqual([recosted, ...kept]);
});

it('computes an hour whose minutes are gone from its own tokens, and leaves others alone', async () => {
  await priced(price(at(0)));
  const early = MINUTE - 20 * 24 * HOUR;
  await absorb(row({ minute: early }), row({ minute: MINUTE }));
  expect(await recostHour(early)).toEqual({ hours: 1, recosted: 1, kept: 0 });
  expect(await costs('hour')).toMatchObject([{ cost: '3000000' }, { cost: '77' }]);
});

it('computes an hour of which only some minutes are left from its own tokens', async () => {
  await priced(price(at(0)));
  await absorb(row({ minute: MINUTE + 3 }), row({ minute: MINUTE + 4 }));
  await dataSource.query('DELETE FROM usage_attempt_minute WHERE at = $1', [at(MINUTE + 3)]);
  await recostAll();
  expect(await costs('hour')).toMatchObject([{ cost: '6000000' }]);
});

it('loses nothing of what arrives meanwhile', async () => {
  await priced(price(at(0)));
  const absorbing = Array.from({ length: 20 }, () => absorb(row({ cost: '3000000' })));
  await Promise.all([...absorbing, recostAll(), recostAll()]);
  await recostAll();
  expect(await costs('minute')).toEqual([{ cost: '60000000', estimated_cost: '0', unpriced: '0' }]);
  expect(await costs('hour')).toEqual([{ cost: '60000000', estimated_cost: '0', unpriced: '0' }]);
});
