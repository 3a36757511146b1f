import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const PAGE_INFO = { endCursor: 'cursor-8', hasNextPage: true };
const REVISION = {
  number: 8,
  committedAt: '2026-03-01T12:00:00.000Z',
  actor: { kind: 'ACCESS_TOKEN', name: 'pipeline' },
  operation: 'applyManifest',
  comment: 'ticket 1',
  rolledBackTo: null,
  changeCount: 4,
};

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
afterAll(() => controlPlane.close());

it('the history shows who did what, and which revision a rollback restored', async () => {
  controlPlane.answer({
    History: () => ({
      revisions: { nodes: [REVISION, { ...REVISION, rolledBackTo: 3 }], pageInfo: PAGE_INFO, totalCount: 9 },
    }),
  });
  const { output } = await switchyard(['history', '--limit', '2'], { url: controlPlane.url });
  expect(output).toMatch(/^8 +2026-03-01T12:00:00\.000Z +pipeline +applyManifest +4 +ticket 1$/m);
  expect(output).toContain('applyManifest to 3');
  expect(controlPlane.received.map(({ variables }) => variables)).toEqual([
    { first: 2, after: null, includeSystem: false },
  ]);
});

it('the history includes what the system made only with --system', async () => {
  const system = { kind: 'SYSTEM', name: 'system' };
  const expired = { ...REVISION, actor: system, operation: 'EXPIRE_KEYS', comment: null, changeCount: 0 };
  controlPlane.answer({
    History: ({ includeSystem }) => ({
      revisions: { nodes: includeSystem ? [expired, REVISION] : [REVISION], pageInfo: PAGE_INFO, totalCount: 1 },
    }),
  });
  const run = async (...flags: string[]) =>
    (await switchyard(['history', '--limit', '1', ...flags], { url: controlPlane.url })).output;
  expect(await run('--system')).toMatch(/^8 +2026-03-01T12:00:00\.000Z +system +EXPIRE_KEYS +0$/m);
  expect(await run()).not.toContain('EXPIRE_KEYS');
});

it('a long history is read page by page, up to the limit', async () => {
  const COUNT = 450;
  controlPlane.answer({
    History: ({ first, after }) => {
      const begin = Number(after ?? 0);
      const end = Math.min(begin + Number(first), COUNT);
      const nodes = Array.from({ length: end - begin }, (_, index) => ({ ...REVISION, number: COUNT - begin - index }));
      return { revisions: { nodes, pageInfo: { endCursor: `${end}`, hasNextPage: end < COUNT }, totalCount: COUNT } };
    },
  });
  for (const [limit, pages, expected] of [
    [250, [200, 50], 250],
    [1000, [200, 200, 200], COUNT],
  ] as const) {
    controlPlane.received.length = 0;
    const { revisions } = jsonOf(
      await switchyard(['history', '--limit', String(limit), '--json'], { url: controlPlane.url }),
    ) as unknown as { revisions: { number: number }[] };
    expect(revisions.map(({ number }) => number)).toEqual(Array.from({ length: expected }, (_, i) => COUNT - i));
    expect(controlPlane.received.map(({ variables }) => variables['first'])).toEqual(pages);
  }
  expect((await switchyard(['history', '--limit', '1001'], { url: controlPlane.url })).exitCode).toBe(2);
});

describe('--object', () => {
  const names = (ids: { provider?: string; aiApi?: string; consumer?: string }) => ({
    provider: ids.provider === undefined ? null : { id: ids.provider },
    aiApi: ids.aiApi === undefined ? null : { id: ids.aiApi },
    consumer: ids.consumer === undefined ? null : { id: ids.consumer },
  });
  const answer = () =>
    controlPlane.answer({
      ObjectsByName: ({ name }) => (name === 'both' ? names({ provider: 'p', aiApi: 'a' }) : names({ consumer: 'c' })),
      ObjectsOfProvider: ({ provider }) => ({
        provider:
          provider === 'openai'
            ? {
                models: [{ id: 'm', name: 'org/m' }],
                endpoints: [{ id: 'e', name: 'main' }],
              }
            : null,
      }),
      History: () => ({
        revisions: { nodes: [], pageInfo: { endCursor: null, hasNextPage: false }, totalCount: 0 },
      }),
    });

  it.each([
    ['shop', 'c'],
    ['provider:both', 'p'],
    ['ai-api:both', 'a'],
    ['openai/MAIN', 'e'],
    ['model:openai/org/m', 'm'],
    ['0198f1a2-0000-7000-8000-000000000000', '0198f1a2-0000-7000-8000-000000000000'],
  ])('%s is the object with the id %s', async (object, id) => {
    answer();
    expect(await switchyard(['history', '--object', object], { url: controlPlane.url })).toMatchObject({ exitCode: 0 });
    expect(controlPlane.inputOf('History')).toMatchObject({ filter: { objectIds: [id] } });
  });

  it.each([
    ['both', 'write provider:both or ai-api:both'],
    ['azure/main', 'Object "azure/main" not found'],
    ['consumer:both', 'not found'],
  ])('%s is refused', async (object, message) => {
    answer();
    const { exitCode, errorOutput } = await switchyard(['history', '--object', object], { url: controlPlane.url });
    expect(errorOutput).toContain(message);
    expect(exitCode).toBe(3);
  });
});
