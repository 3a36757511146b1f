import { GatewayAlone } from '../harness/gateway-alone';

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

const countsOf = (seen: readonly string[]) =>
  seen.reduce<Record<string, number>>((sum, target) => ({ ...sum, [target]: (sum[target] ?? 0) + 1 }), {});

it.each([2, 3, 4])('%i models always take turns in order', async (count) => {
  const models = ['a', 'b', 'c', 'd'].slice(0, count);
  await gateway.configure(models, [{ kind: 'ROUND_ROBIN', production: models }]);
  const expected = Array.from({ length: 40 }, (_none, index) => `${models[index % count]} 200`);
  expect(await gateway.rotation(40)).toEqual(expected);
});

it.each([[[3, 1]], [[1, 1]], [[5, 3, 2]], [[9, 1]], [[4, 3, 3]]])(
  'weights of %j are exact in every window of their sum',
  async (weights) => {
    const models = ['a', 'b', 'c'].slice(0, weights.length);
    const production = models.map((model, index) => `${model}=${weights[index]}`);
    await gateway.configure(models, [{ kind: 'WEIGHTED_ROUND_ROBIN', production }]);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const divisor = weights.every((weight) => weight === weights[0]) ? weights[0]! : 1;
    const window = sum / divisor;
    const seen = await gateway.rotation(window * 4);
    const expected = Object.fromEntries(models.map((model, index) => [`${model} 200`, weights[index]! / divisor]));
    for (let start = 0; start + window <= seen.length; start += 1) {
      expect(countsOf(seen.slice(start, start + window))).toEqual(expected);
    }
  },
);

it('weights are exact whatever the order of the list', async () => {
  for (const production of [
    ['a=1', 'b=8', 'c=1'],
    ['b=8', 'c=1', 'a=1'],
    ['c=1', 'a=1', 'b=8'],
  ]) {
    await gateway.configure(['a', 'b', 'c'], [{ kind: 'WEIGHTED_ROUND_ROBIN', production }]);
    expect(countsOf(await gateway.rotation(20))).toEqual({ 'a 200': 2, 'b 200': 16, 'c 200': 2 });
  }
});

it('a target with weight 0 gets nothing, even if the other one fails', async () => {
  const policy = { kind: 'WEIGHTED_ROUND_ROBIN', production: ['a=100', 'b=0'], maxAttempts: 2 } as const;
  await gateway.configure(['a', 'b'], [policy]);
  expect(countsOf(await gateway.rotation(20))).toEqual({ 'a 200': 20 });
  gateway.simulator.setBehaviours([{ match: { model: 'a' }, answer: { status: 500 } }]);
  expect(countsOf(await gateway.rotation(5))).toEqual({ 'a 500': 5 });
});

it('the key chooses the side, and each side has its own rotation', async () => {
  await gateway.configure(['a', 'b', 'c'], [{ kind: 'ROUND_ROBIN', production: ['a', 'b'], sandbox: ['c', 'b'] }]);
  expect(await gateway.rotation(3)).toEqual(['a 200', 'b 200', 'a 200']);
  expect(await gateway.rotation(3, 'any', gateway.testKey)).toEqual(['c 200', 'b 200', 'c 200']);
  expect(await gateway.rotation(1)).toEqual(['b 200']);
});
