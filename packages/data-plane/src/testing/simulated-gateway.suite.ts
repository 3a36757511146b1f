import { startSimulator, type BehaviourInput, type Simulator } from '@switchyard/simulator';
import { GatewayUnderTest } from './gateway-under-test.suite';

export type SimulatedAnswer = BehaviourInput['answer'];

export let simulator: Simulator;
export let gateway: GatewayUnderTest;

/** One simulated vendor for all tests of a file, with a new gateway in front of it for each test. */
export function simulatedGateway(
  models?: string[],
  prepare: (gateway: GatewayUnderTest) => Promise<void> | void = () => {},
): void {
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());
  beforeEach(async () => {
    simulator.clearRequests();
    simulator.clearBehaviours();
    gateway = await new GatewayUnderTest(simulator.url, models).listen();
    await prepare(gateway);
  });
  afterEach(() => gateway.close());
}

/** Replaces the test's gateway. */
export async function serveInstead(other: GatewayUnderTest): Promise<void> {
  await gateway.close();
  gateway = await other.listen();
}

export const modelsAsked = () => simulator.requests().map(({ model }) => model);

/** Sets what model `a` answers; the others answer as usual. */
export const primaryAnswers = (answer: SimulatedAnswer) => simulator.setBehaviours([{ match: { model: 'a' }, answer }]);

/** Changes members of the AI API's entry and serves it. */
export function amendAiApi(change: Partial<GatewayUnderTest['entry']>): void {
  Object.assign(gateway.entry, change);
  gateway.serve();
}
