import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINES_PER_SECOND_MAX, markdownTables, until } from '@switchyard/runtime';
import { GatewayUnderTest } from '../testing/gateway-under-test.suite';
import { gateway, primaryAnswers, serveInstead, simulatedGateway, simulator } from '../testing/simulated-gateway.suite';
import { ACCESS_LOGS } from './access-log';

const DOCUMENT = join(__dirname, '../../../../docs/observability.md');
/** What pino adds to each line, and the words of the line. */
const OF_EACH_LINE = ['level', 'time', 'pid', 'hostname', 'msg'];

simulatedGateway(undefined, (made) => made.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] }));

async function serveWith(accessLog: (typeof ACCESS_LOGS)[number]): Promise<void> {
  await serveInstead(new GatewayUnderTest(simulator.url, undefined, { accessLog }));
  gateway.setPolicies({ kind: 'FAILOVER', production: ['a', 'b'] });
}

type Line = Record<string, unknown> & { readonly attempts: readonly Record<string, unknown>[] };

/** The lines of requests, once so many have ended. */
async function linesOf(requests: number): Promise<Line[]> {
  await until(() => gateway.ended.length >= requests, 'the requests have ended');
  return gateway.log.map((line) => JSON.parse(line) as Line).filter(({ requestId }) => requestId !== undefined);
}

/** An answered request, one that fails over, and one that is refused. */
async function threeRequests(): Promise<void> {
  await (await gateway.chat({ model: 'b' })).text();
  primaryAnswers({ status: 500 });
  await (await gateway.chat({ model: 'a' })).text();
  await (await gateway.chat({ model: 'a' }, { key: 'sy_live_wrong' })).text();
}

it.each([
  ['all', ['request answered', 'request refused or retried', 'request refused or retried']],
  ['failed', ['request refused or retried', 'request refused or retried']],
  ['off', []],
] as const)('SWITCHYARD_ACCESS_LOG=%s logs what it says, one line for each', async (setting, messages) => {
  await serveWith(setting);
  await threeRequests();
  expect((await linesOf(3)).map(({ msg }) => msg)).toEqual(messages);
});

it('leaves no request out if all are to be logged, whatever comes in floods', async () => {
  await serveWith('all');
  const times = LINES_PER_SECOND_MAX + 5;
  for (let count = 0; count < times; count += 1) await gateway.chat({ model: 'a' }, { key: 'sy_live_wrong' });
  expect(await linesOf(times)).toHaveLength(times);
});

it('says what became of a request, whose fault it is, and of each attempt what came next', async () => {
  await serveWith('all');
  await threeRequests();
  const [answered, failedOver, refused] = await linesOf(3);
  expect(answered).toMatchObject({
    aiApi: gateway.entry.name,
    consumer: 'app',
    environment: 'PRODUCTION',
    model: 'b',
    status: 200,
    outcome: 'ANSWERED',
    fault: 'NONE',
    route: null,
    attempts: [{ outcome: 'ANSWERED', next: 'ANSWER' }],
  });
  expect(failedOver).toMatchObject({
    outcome: 'ANSWERED',
    route: expect.anything(),
    attempts: [
      { outcome: 'FAILURE_STATUS', status: 500, next: 'NEXT_TARGET' },
      { outcome: 'ANSWERED', next: 'ANSWER' },
    ],
  });
  expect(refused).toMatchObject({
    status: 401,
    outcome: 'INVALID_API_KEY',
    fault: 'CALLER',
    refusal: 'invalid_api_key',
    consumer: null,
    attempts: [],
  });
});

it('never says what a body or a header had', async () => {
  await serveWith('all');
  const secret = 'not-for-the-log';
  const init = { headers: { 'x-secret': secret, authorization: `Bearer sy_live_${secret}` } };
  await (await gateway.chat({ model: 'a', messages: [{ role: 'user', content: secret }] }, init)).text();
  await (await gateway.chat({ model: 'a', messages: [{ role: 'user', content: secret }] })).text();
  expect(await linesOf(2)).toHaveLength(2);
  expect(gateway.log.join()).not.toContain(secret);
});

it('is documented: each field, and nothing else', async () => {
  await serveWith('all');
  await threeRequests();
  const [line] = await linesOf(3);
  const fields = Object.keys(line ?? {}).filter((name) => !OF_EACH_LINE.includes(name));
  const ofAttempt = Object.keys(line?.attempts[0] ?? {}).map((name) => `attempts[].${name}`);
  const rows = markdownTables(readFileSync(DOCUMENT, 'utf8'), 'Access log');
  expect(rows.map(([name = '']) => name.replaceAll('`', '')).toSorted()).toEqual([...fields, ...ofAttempt].toSorted());
});
