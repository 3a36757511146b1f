import { pino } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { ChangeCorridor } from '../../change/commit-change';
import { ADMINISTRATOR, type Caller } from '../../kernel/caller/caller';
import type { ChangeWarning } from '../../kernel/graphql/change-warning';
import { ControlPlaneUnderTest } from '../../testing/control-plane-under-test.suite';
import { Manifests } from '../../testing/manifests.suite';
import { createWorld, type World } from '../../testing/world.suite';
import { createDataSource } from '../../wiring/database/data-source';
import { ModelService } from '../models/model-service';
import { changeWarnings } from './change-warnings';

let underTest: ControlPlaneUnderTest;
let dataSource: DataSource;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  dataSource = createDataSource(underTest.databaseUrl, pino({ level: 'silent' }));
  await dataSource.initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await underTest.stop();
});

/** Adds AI APIs with a round-robin policy over the models. */
async function addAiApis(world: World, prefix: string, count: number, models: readonly string[]): Promise<void> {
  const aiApis = Array.from({ length: count }, (_, index) => ({
    name: `${world.name}-${prefix}-${index}`,
    basePath: `/${world.name}/${prefix}/${index}`,
    providers: [world.name],
    policies: [
      { kind: 'ROUND_ROBIN', production: { targets: models.map((model) => ({ model, endpoint: 'primary' })) } },
    ],
  }));
  await new Manifests(underTest).apply(JSON.stringify({ aiApis }));
}

interface Cost {
  readonly warnings: number;
  readonly statements: number;
  readonly returnedRows: number;
  /** What the database read of the tables that grow with the number of AI APIs. */
  readonly readRows: number;
}

/** The cost of the warnings of a disabled model, which is enabled again. */
async function costOfDisabling(modelId: string): Promise<Cost> {
  // The planner knows the tables as they are, whatever of them autovacuum has looked at by now.
  await dataSource.query('ANALYZE');
  const costs: Cost[] = [];
  const corridor = new ChangeCorridor(
    dataSource,
    async () => undefined,
    async (change) => {
      const cost = await costOf(change.manager, () => changeWarnings(change));
      costs.push(cost.cost);
      return cost.warnings;
    },
    () => new Date(),
  );
  const models = new ModelService(corridor);
  const caller: Caller = {
    actor: ADMINISTRATOR,
    role: 'ADMIN',
    expiresAt: null,
    correlationId: 'test',
    remoteAddress: null,
  };
  await models.update(caller, { modelId, enabled: false });
  await models.update(caller, { modelId, enabled: true });
  return costs[0]!;
}

async function costOf(manager: EntityManager, work: () => Promise<ChangeWarning[]>) {
  // The planner scans small tables whole, also where it would use an index of large ones.
  for (const plan of ['seqscan', 'hashjoin', 'mergejoin']) await manager.query(`SET LOCAL enable_${plan} = off`);
  const before = await readRows(manager);
  const query = jest.spyOn(manager, 'query');
  const warnings = await work();
  const answers: unknown[][] = await Promise.all(query.mock.results.map(({ value }) => value));
  query.mockRestore();
  const cost = {
    warnings: warnings.length,
    statements: answers.length,
    returnedRows: answers.flat().length,
    readRows: (await readRows(manager)) - before,
  };
  return { warnings, cost };
}

async function readRows(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ rows: number }[]>(
    `SELECT sum(seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables
     WHERE relname IN ('ai_api', 'policy', 'policy_target', 'target_set', 'ai_api_provider', 'model_alias')`,
  );
  return row!.rows;
}

it('reads no more for a disabled model if more AI APIs use it that keep another target in rotation', async () => {
  const world = await createWorld(underTest);
  await addAiApis(world, 'deprived', 2, ['large']);
  await addAiApis(world, 'served', 100, ['large', 'small']);
  const few = await costOfDisabling(world.modelIds[0]);
  await addAiApis(world, 'more', 300, ['large', 'small']);
  expect(await costOfDisabling(world.modelIds[0])).toEqual(few);
  expect(few.warnings).toBe(4);
  expect(few.readRows).toBeGreaterThan(few.warnings);
});

it('takes two statements, which return nothing, if every AI API keeps a target in rotation', async () => {
  const world = await createWorld(underTest);
  await addAiApis(world, 'served', 20, ['large', 'small']);
  expect(await costOfDisabling(world.modelIds[0])).toMatchObject({ warnings: 0, statements: 2, returnedRows: 0 });
});

it('does not warn again of a side that had lost all targets before', async () => {
  const world = await createWorld(underTest);
  await addAiApis(world, 'pair', 3, ['large', 'small']);
  await underTest.change('updateModel', { modelId: world.modelIds[0], enabled: false }, 'revision');
  await underTest.change('updateEndpoint', { endpointId: world.productionId, enabled: false }, 'revision');
  expect(await costOfDisabling(world.modelIds[2])).toMatchObject({ warnings: 0, statements: 2, returnedRows: 0 });
});

it('lists the first AI APIs by name, and reads only those, if more are deprived than a change lists', async () => {
  const world = await createWorld(underTest);
  await addAiApis(world, 'deprived', 1_100, ['large']);
  const { warnings } = await underTest.change<{ warnings: { path: string[] }[] }>(
    'updateModel',
    { modelId: world.modelIds[0], enabled: false },
    'warnings { path }',
  );
  const names = Array.from({ length: 1_100 }, (_, index) => `${world.name}-deprived-${index}`).toSorted();
  expect(warnings.map(({ path }) => path[0])).toEqual(names.slice(0, 1_000));
  await underTest.change('updateModel', { modelId: world.modelIds[0], enabled: true }, 'revision');
  const { returnedRows } = await costOfDisabling(world.modelIds[0]);
  // The ids, then AI APIs, policies and targets, the parts that they share, and what the policies are called.
  expect(returnedRows).toBe(5 * 1_000 + 2);
});
