import { ConsumerConnection } from '../harness/consumer-connection';
import { GatewayAlone } from '../harness/gateway-alone';

const REQUESTS = 10_000;
const CONCURRENT = 50;

let gateway: GatewayAlone;
beforeAll(async () => (gateway = await GatewayAlone.start()));
afterAll(() => gateway.stop());

it('10,000 requests through flapping targets are each answered once, with their own answer', async () => {
  const models = ['a', 'b', 'c', 'd'];
  await gateway.configure(models, [{ kind: 'ROUND_ROBIN', production: models, maxAttempts: 4 }]);
  const faults = [{ status: 500 }, { reset: true as const }, { status: 429 }, { cutAfterBytes: 0 }];
  // One of the first three fails, each time a different one in a different way; the last one always answers.
  const flap = (turn: number) =>
    gateway.simulator.setBehaviours([{ match: { model: models[turn % 3]! }, answer: faults[turn % faults.length]! }]);

  const statuses: Record<number, number> = {};
  const answers = new Set<string>();
  const wrong: object[] = [];
  let sent = 0;
  const worker = async () => {
    const connection = await ConsumerConnection.open(gateway, false);
    while (sent < REQUESTS) {
      sent += 1;
      if (sent % 100 === 0) flap(sent / 100);
      const { status, target, text } = await connection.chat('any');
      statuses[status] = (statuses[status] ?? 0) + 1;
      const answer = JSON.parse(text) as { id: string; model: string };
      answers.add(answer.id);
      if (target !== `production/${answer.model}` || !text.includes('choices')) wrong.push({ target, text });
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  expect(wrong).toEqual([]);
  expect(statuses).toEqual({ 200: REQUESTS });
  expect(answers.size).toBe(REQUESTS);
});
