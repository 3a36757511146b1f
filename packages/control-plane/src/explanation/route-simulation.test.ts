import { placesOf, RoutesUnderTest } from '../testing/routes-under-test.suite';

let routes: RoutesUnderTest;

beforeAll(async () => {
  routes = await RoutesUnderTest.start();
});
afterAll(() => routes.underTest.stop());
beforeEach(() => routes.policies.begin());

const targets = (...models: number[]) => models.map((model) => routes.policies.target(model));

it('shares the requests from the ticket on, the largest share first, with each target', async () => {
  const production = [1, 3].map((weight, model) => ({ ...routes.policies.target(model), weight }));
  await routes.policies.attach('WeightedRoundRobin', { production: { targets: production } });
  const { simulation } = await routes.explain({ requests: 8, ticket: 0 });
  expect(simulation?.requests).toBe(8);
  expect(simulation?.shares.map(({ modelName, requests, share }) => [modelName, requests, share])).toEqual([
    ['medium', 6, 0.75],
    ['large', 2, 0.25],
  ]);
  for (const { target } of simulation?.shares ?? []) expect(target?.id).toContain(routes.world.productionId);
});

it('of a default endpoint gives it everything', async () => {
  const { simulation } = await routes.explain({ requests: 100_000, model: 'large' });
  expect(simulation).toMatchObject({
    requests: 100_000,
    shares: [{ modelName: 'large', endpointName: 'primary', requests: 100_000, share: 1, target: null }],
    worstCase: [{ reason: 'DEFAULT', attempt: 1 }],
    worstCaseSeconds: 300,
  });
});

it('has the worst case of one request: each attempt as long as it may take, within the total time', async () => {
  const settings = { requestTimeoutSeconds: 40, totalTimeoutSeconds: 100 };
  await routes.policies.attach('Failover', { production: routes.policies.chain(0, 1, 2), ...settings });
  const { simulation } = await routes.explain({ model: 'large', requests: 1 });
  expect(placesOf(simulation?.worstCase ?? [])).toEqual([
    'large@primary PRIMARY 1',
    'medium@primary FALLBACK 2',
    'small@primary FALLBACK 3',
  ]);
  expect(simulation?.worstCaseSeconds).toBe(100);
  expect(simulation?.worstCase[2]?.explanation).toBe(
    'Fallback, tried if attempt 2 fails. Without an answer, it fails after 20 seconds, 100 seconds after the first attempt began.',
  );
});

it('has no attempt in the worst case that the total time does not reach, or the policy does not allow', async () => {
  const settings = { requestTimeoutSeconds: 50, totalTimeoutSeconds: 100 };
  await routes.policies.attach('RoundRobin', {
    production: { targets: targets(0, 1, 2) },
    maxAttempts: 3,
    ...settings,
  });
  const whole = await routes.explain({ requests: 1 });
  expect([whole.maxAttempts, whole.simulation?.worstCase.length, whole.simulation?.worstCaseSeconds]).toEqual([
    3, 2, 100,
  ]);
  const one = await routes.explain({ requests: 1, suspended: targets(0, 1) });
  expect([one.maxAttempts, one.simulation?.worstCase.length, one.simulation?.worstCaseSeconds]).toEqual([1, 1, 50]);
});

it('costs a document as much as it has to work for, whether the number is written or a variable, or its default', async () => {
  const { aiApiId } = routes.world;
  const fields = Array.from({ length: 9 }, (_, index) => `e${index}: explainRoute(input: $input) { revision }`);
  const document = `query($input: ExplainRouteInput!) { ${fields.join(' ')} }`;
  const input = { aiApiId, environment: 'PRODUCTION', requests: 100_000 };
  expect((await routes.underTest.refusal(document, { input })).message).toMatch(
    /^Query cost limit .* found 22\d\d\d\d\./,
  );
  const literal = document
    .replace('$input: ExplainRouteInput!', '$n: Int = 100000')
    .replaceAll('$input', `{ aiApiId: "${aiApiId}", environment: PRODUCTION, requests: $n }`);
  expect((await routes.underTest.refusal(literal)).message).toMatch(/^Query cost limit .* found 22\d\d\d\d\./);
  expect((await routes.underTest.ask(literal, { n: 10 })).errors).toBeUndefined();
});
