import { ControlPlaneDouble } from '../control-plane.suite';
import { jsonOf, switchyard } from '../run.suite';

const change = (path: string[], action = 'UPDATE') => ({
  action,
  kind: 'ENDPOINT',
  path,
  objectId: 'e-1',
  differences: [{ path: 'enabled', before: true, after: false }],
});
const page = (paths: string[][], next: string | null) => ({
  nodes: paths.map((path) => change(path)),
  pageInfo: { endCursor: next, hasNextPage: next !== null },
  totalCount: 2,
});

let controlPlane: ControlPlaneDouble;
beforeAll(async () => {
  controlPlane = await ControlPlaneDouble.start();
});
beforeEach(() =>
  controlPlane.answer({
    ShowRevision: ({ number, after }) => ({
      revision:
        number === 41
          ? {
              number: 41,
              committedAt: '2026-03-01T12:00:00.000Z',
              actor: { kind: 'ACCESS_TOKEN', name: 'ci\u001b[2J' },
              operation: 'applyManifest',
              comment: 'ticket 1',
              rolledBackTo: null,
              changes: after === null ? page([['openai', 'main']], 'c') : page([['openai', 'spare']], null),
            }
          : null,
    }),
    CompareRevisions: ({ from }) => ({
      compareRevisions: {
        changes:
          from === 41
            ? page(
                [
                  ['openai', 'main'],
                  ['openai', 'spare'],
                ],
                null,
              )
            : { ...page([], null), totalCount: 0 },
      },
    }),
  }),
);
afterAll(() => controlPlane.close());

const ran = (...args: string[]) => switchyard(args, { url: controlPlane.url });
const CHANGES = [
  '~ endpoint openai/main',
  '    enabled: true → false',
  '~ endpoint openai/spare',
  '    enabled: true → false',
  '',
];

it('show prints who changed what, from all pages', async () => {
  const ended = await ran('show', '41');
  expect(ended.exitCode).toBe(0);
  expect(ended.output).toBe(
    ['Revision 41, 2026-03-01T12:00:00.000Z, by ci\\u001b[2J', 'applyManifest: ticket 1', '', ...CHANGES].join('\n'),
  );
  expect(jsonOf(await ran('show', '41', '--json'))).toMatchObject({ revision: { number: 41 }, totalCount: 2 });
  expect(await ran('show', '42')).toMatchObject({
    exitCode: 3,
    errorOutput: 'switchyard: NOT_FOUND: Revision 42 not found.\n',
  });
});

it('diff compares two revisions, and exits with 1 if they differ', async () => {
  expect(await ran('diff', '41..44')).toMatchObject({ exitCode: 1, output: CHANGES.join('\n') });
  expect(controlPlane.received[0]?.variables).toMatchObject({ from: 41, to: 44 });
  expect(await ran('diff', '43..44')).toMatchObject({ exitCode: 0, output: 'No differences.\n' });
});

it.each([
  [['diff'], 'Pass a manifest with -f, or two revisions'],
  [['diff', '41..44', '-f', 'm.yaml'], 'Pass either -f or A..B'],
  [['diff', '41..44', '--prune'], 'Pass either -f or A..B'],
  [['diff', '41'], 'two revisions such as 41..44'],
  [['diff', '41...44'], 'two revisions such as 41..44'],
  [['diff', '..44'], 'two revisions such as 41..44'],
  [['show', 'latest'], 'whole number'],
])('%j is a usage error', async (args, message) => {
  const { exitCode, errorOutput } = await ran(...args);
  expect(errorOutput).toContain(message);
  expect(exitCode).toBe(2);
  expect(controlPlane.received).toEqual([]);
});
