import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ControlPlaneUnderTest } from '../control-plane-under-test.suite';
import { createWorld } from '../world.suite';
import { RandomOperations, randomFrom } from './random-operation.suite';

const OPERATIONS = Number(process.env['FUZZ_OPERATIONS'] ?? 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const timeMsMax = 45_000;
const AT_ONCE = 4;
const MAY_BE_REFUSED = [
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
];

let underTest: ControlPlaneUnderTest;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start(() => new Date(), { requestsPerMinuteMax: 1_000_000 });
}, 60_000);
afterAll(() => underTest.stop());

it(
  `has an answer for whatever is asked of its schema, and never an internal fault (FUZZ_SEED=${SEED})`,
  async () => {
    const schema = buildSchema(readFileSync(join(__dirname, '..', '..', 'schema.graphql'), 'utf8'));
    const { modelIds, ...world } = await createWorld(underTest);
    const ids = [...modelIds, ...Object.values(world)].filter((id) => typeof id === 'string');
    const operations = new RandomOperations(schema, randomFrom(SEED), ids);
    const endMs = Date.now() + timeMsMax;
    const codes = new Map<string, number>();
    let asked = 0;
    const ask = async (): Promise<void> => {
      while (asked < OPERATIONS && Date.now() < endMs) {
        asked += 1;
        const query = operations.next();
        const { errors = [] } = await underTest.ask(query);
        for (const { extensions } of errors) {
          if (!MAY_BE_REFUSED.includes(extensions.code)) throw new Error(`${JSON.stringify(errors)} for ${query}`);
        }
        for (const code of errors.length > 0 ? errors.map(({ extensions }) => extensions.code) : ['answered']) {
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    process.stdout.write(
      `${asked} random operations, FUZZ_SEED=${SEED}: ${JSON.stringify(Object.fromEntries(codes))}\n`,
    );
    // The operations reach the services, and are not all refused before.
    expect(codes.get('answered') ?? 0).toBeGreaterThan(asked / 20);
    expect(codes.get('BAD_USER_INPUT') ?? 0).toBeGreaterThan(0);
    expect(codes.get('NOT_FOUND') ?? 0).toBeGreaterThan(0);
    expect(underTest.logLines.filter((line) => line.includes('"a request failed"'))).toEqual([]);
  },
  timeMsMax + 60_000,
);
