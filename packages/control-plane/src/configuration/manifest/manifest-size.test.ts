import { ControlPlaneUnderTest, mutation } from '../../testing/control-plane-under-test.suite';
import type { DomainError } from '../../kernel/errors/domain-error';
import { checkManifest } from './check-manifest';
import { Manifests, NOTHING } from '../../testing/manifests.suite';

let underTest: ControlPlaneUnderTest;
let manifests: Manifests;

beforeAll(async () => {
  underTest = await ControlPlaneUnderTest.start();
  manifests = new Manifests(underTest);
});
afterAll(() => underTest.stop());

/** Providers with models and endpoints, an AI API with a policy on each, and a consumer that may call them all. */
function manifestOf(providerCount: number, modelCount: number, timeout = 60): string {
  const numbers = Array.from({ length: providerCount }, (_, number) => number);
  const models = Array.from({ length: modelCount }, (_, number) => ({ name: `model-${number}` }));
  const endpoint = (name: string) => ({ name, environment: 'PRODUCTION', url: `https://${name}.example/v1` });
  return JSON.stringify({
    providers: numbers.map((number) => ({
      name: `provider-${number}`,
      displayName: `Provider with ${timeout}`,
      template: 'OPENAI',
      models: models.map(({ name }) => ({ name, displayName: `${name} ${timeout}` })),
      endpoints: [endpoint('one'), endpoint('two')],
    })),
    aiApis: numbers.map((number) => ({
      name: `api-${number}`,
      basePath: `/api-${number}`,
      providers: [`provider-${number}`],
      defaultProductionEndpoint: 'one',
      streamIdleTimeoutSeconds: timeout,
      policies: [
        {
          kind: 'ROUND_ROBIN',
          requestTimeoutSeconds: timeout,
          production: {
            targets: [
              { model: 'model-0', endpoint: 'one' },
              { model: 'model-0', endpoint: 'two' },
            ],
          },
        },
      ],
    })),
    consumers: [
      { name: 'everybody', displayName: `With ${timeout}`, access: numbers.map((number) => `api-${number}`) },
    ],
  });
}

/** A change's providers are compiled ten at a time, so that none holds the event loop for long. */
const [PROVIDERS_PER_READING, STATEMENTS_PER_READING] = [10, 3];

it('takes as many statements for 50 providers as for 5, except to compile them: to create, update, keep, delete and export them', async () => {
  const countsOf = async (providerCount: number) => [
    await underTest.statementsOf(() => manifests.apply(manifestOf(providerCount, 20))),
    await underTest.statementsOf(() => manifests.apply(manifestOf(providerCount, 20, 61))),
    await underTest.statementsOf(() => manifests.apply(manifestOf(providerCount, 20, 61))),
    await underTest.statementsOf(() => manifests.apply(NOTHING, { prune: true })),
  ];
  const few = await countsOf(5);
  expect(await countsOf(10)).toEqual(few);
  const many = await countsOf(50);
  const readings = (50 / PROVIDERS_PER_READING - 1) * STATEMENTS_PER_READING;
  for (const [index, count] of few.entries()) expect(many[index]).toBeLessThanOrEqual(count + readings);
  await manifests.apply(manifestOf(5, 20));
  const exported = await underTest.statementsOfQuery('{ exportManifest }');
  await manifests.apply(manifestOf(50, 20));
  expect(await underTest.statementsOfQuery('{ exportManifest }')).toBe(exported);
  await manifests.wipe();
});

it('applies 200 providers with 20 models each at once, and its own export changes nothing', async () => {
  const { plan } = await manifests.apply(manifestOf(200, 20));
  expect(plan.createCount).toBe(200 * (1 + 20 + 2 + 2) + 1 + 200);
  const again = await manifests.apply(await manifests.export(), { prune: true });
  expect(again.plan).toMatchObject({ isEmpty: true, unchangedCount: plan.createCount });
  const { plan: answer } = await underTest.change<{ plan: { items: { id: string }[] } }>(
    'applyManifest',
    { manifest: NOTHING, prune: true, dryRun: true },
    'plan { items(first: 10000) { id } }',
  );
  expect(new Set(answer.items.map(({ id }) => id)).size).toBe(plan.createCount);
});

it('accepts a manifest of up to 16 MiB, and other requests of up to 1 MiB', async () => {
  const comment = (bytes: number) =>
    `${'# It is only a comment, "quoted" and long enough to be worth its line.\n'.repeat(bytes / 71)}{}`;
  expect((await manifests.plan(comment(16_000_000))).isEmpty).toBe(true);
  const large = {
    query: mutation('applyManifest', 'revision'),
    variables: { input: { manifest: comment(17_000_000) } },
  };
  const refused: unknown = await (await underTest.post(JSON.stringify(large))).json();
  expect(refused).toMatchObject({ errors: [{ extensions: { fields: [{ path: 'manifest' }] } }] });
  const other = { query: '{ viewer { role } }', variables: { text: comment(2_000_000) } };
  expect((await underTest.post(JSON.stringify(other))).status).toBe(413);
  const far = { ...large, variables: { input: { manifest: comment(36_000_000) } } };
  expect((await underTest.post(JSON.stringify(far))).status).toBe(413);
});

it('accepts at most 100,000 objects', async () => {
  const consumers = Array.from({ length: 100_001 }, (_, number) => ({ name: `consumer-${number}` }));
  const { extensions } = await manifests.refused(JSON.stringify({ consumers }));
  expect(extensions.fields).toEqual([
    expect.objectContaining({ path: 'manifest', reason: 'WRONG_COUNT', message: expect.stringContaining('100000') }),
  ]);
});

describe('a manifest with far too many faults', () => {
  const membersOf = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, number) => [
        `unknown_${String.fromCharCode(97 + (number % 26))}${'x'.repeat(number % 30)}`,
        number,
      ]),
    );
  const MEMBERS = Object.fromEntries(Array.from({ length: 20_000 }, (_, number) => [`unknown_${number}`, number]));

  it.each([
    ['at its top', { providers: [], ...MEMBERS }],
    ['in an object', { providers: [{ name: 'a', template: 'OPENAI', ...MEMBERS }] }],
  ])('is refused where it is read if it has 20,000 unknown fields %s', async (_where, manifest) => {
    const { message, extensions } = await manifests.refused(JSON.stringify(manifest));
    expect(message).toMatch(/has 2000\d fields in one object, and may have at most 10000/);
    expect(extensions.fields).toMatchObject([{ path: 'manifest', line: 1, reason: 'INVALID_FORMAT' }]);
  });

  it.each([
    ['names twice', Array.from({ length: 90_000 }, (_, number) => ({ name: `c${number % 45_000}` })), 'DUPLICATE'],
    [
      'unknown fields',
      Array.from({ length: 5_000 }, (_, n) => ({ name: `c${n}`, ...membersOf(40) })),
      'UNKNOWN_MEMBER',
    ],
    ['values that are no objects', Array.from({ length: 90_000 }, () => 1), 'INVALID_FORMAT'],
  ])('is refused with the first 50 in turns, if it has %s', async (_what, consumers, reason) => {
    const turns = { count: 0, isOver: false };
    const turn = () => {
      turns.count += 1;
      if (!turns.isOver) setImmediate(turn);
    };
    const since = performance.now();
    setImmediate(turn);
    const refused = await checkManifest({ consumers }).catch((error: unknown) => error);
    turns.isOver = true;
    const fields = (refused as DomainError).details.fields ?? [];
    expect([fields.length, new Set(fields.map((field) => field.reason))]).toEqual([50, new Set([reason])]);
    // Compared with the time that it took, so that a slow machine may take longer.
    expect(turns.count).toBeGreaterThan((performance.now() - since) / 500);
  });
});

it('refuses a VIEWER a plan that would delay changes for long, and allows it to an EDITOR', async () => {
  const viewer = await underTest.accessToken('VIEWER', 'reader');
  const consumers = Array.from({ length: 20_001 }, (_, number) => ({ name: `consumer-${number}` }));
  const text = JSON.stringify({ consumers });
  await expect(manifests.plan(text, false, viewer)).rejects.toThrow(/would change 20001 objects/);
  expect((await manifests.plan(text)).createCount).toBe(20_001);
  expect((await manifests.plan(JSON.stringify({ consumers: consumers.slice(1) }), false, viewer)).createCount).toBe(
    20_000,
  );
});

it('reads whole configurations one at a time, so that one document cannot block the database', async () => {
  const viewer = await underTest.accessToken('VIEWER', 'many');
  const plans = Array.from({ length: 100 }, (_, number) => `a${number}: planRollBack(toRevision: 1) { id }`);
  const exports = Array.from({ length: 100 }, (_, number) => `a${number}: exportManifest`);
  for (const fields of [exports, plans]) {
    const response = underTest.ask(`{ ${fields.join(' ')} }`, {}, viewer);
    expect((await underTest.ask('{ providers(first: 1) { totalCount } }')).errors).toBeUndefined();
    expect((await response).errors?.map(({ message }) => message)).toContain(
      'Too many configurations are being read. Try again.',
    );
  }
});
