import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import {
  BUSIEST_AI_APIS,
  InProcessMessageBus,
  noTraffic,
  signedTrafficInterest,
  signedTrafficReport,
  TRAFFIC_INTEREST_SUBJECT,
  TRAFFIC_SUBJECT,
  type TrafficInterest,
} from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { TEST_SEALING_KEY } from '../../testing/publication.suite';
import { TrafficFeed, type TrafficOfTick } from './traffic-feed';

const { usageKey } = TEST_SEALING_KEY;
const [shop, help] = [randomUUID(), randomUUID()];

let bus: InProcessMessageBus;
let feed: TrafficFeed;
let interests: TrafficInterest[];
const following: AsyncGenerator[] = [];

beforeEach(() => {
  bus = new InProcessMessageBus();
  interests = [];
  feed = new TrafficFeed({ bus, usageKey, now: () => new Date(), tickMs: 10 });
  bus.subscribe(TRAFFIC_INTEREST_SUBJECT, (bytes) => {
    const interest = signedTrafficInterest.decode(usageKey, bytes);
    if (interest !== null) interests.push(interest);
  });
});
afterEach(async () => {
  for (const each of following.splice(0)) await each.return(undefined);
  expect(feed.followerCount).toBe(0);
});

/** Collects what one client is told. */
function follow(aiApiIds: readonly string[] | null): TrafficOfTick[] {
  const told: TrafficOfTick[] = [];
  const events = feed.follow(aiApiIds);
  following.push(events);
  void (async () => {
    for await (const tick of events) told.push(tick);
  })();
  return told;
}
function report(...counts: [aiApiId: string, requests: number][]): void {
  const aiApis = counts.map(([aiApiId, requests]) => ({ ...noTraffic(aiApiId), requests, tokens: 2 * requests }));
  const message = signedTrafficReport.encode(usageKey, { dataPlaneId: randomUUID(), aiApis });
  bus.publish(TRAFFIC_SUBJECT, message);
}
const requestsIn = (told: readonly TrafficOfTick[], id: string) =>
  told.flatMap(({ aiApis }) => aiApis).reduce((sum, each) => sum + (each.aiApiId === id ? each.requests : 0), 0);

it('asks data planes at once for what its followers want, and adds up what they send', async () => {
  const [all, one] = [follow(null), follow([shop])];
  await until(() => interests.length === 2, 'it has asked');
  expect(interests[1]).toMatchObject({ aiApiIds: [shop], busiest: true });
  report([shop, 3], [help, 5]);
  report([shop, 4]);
  await until(() => requestsIn(all, shop) === 7 && requestsIn(one, shop) === 7, 'both are told');
  expect(requestsIn(all, help)).toBe(5);
  expect(requestsIn(one, help)).toBe(0);
  for (const { aiApis } of all) for (const { requests, tokens } of aiApis) expect(tokens).toBe(2 * requests);
});

it('tells once that nothing happens, and goes on when something does', async () => {
  const told = follow(null);
  await until(() => told.length === 1, 'the first tick has come');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(told).toMatchObject([{ aiApis: [] }]);
  report([shop, 1]);
  await until(() => told.length === 3, 'a tick with traffic has come, then one without');
  expect(told.map(({ aiApis }) => aiApis.length)).toEqual([0, 1, 0]);
  expect(told[2]?.from).toEqual(told[1]?.to);
});

it('loses nothing for a slow client', async () => {
  const events = feed.follow(null);
  following.push(events);
  await events.next();
  for (let round = 0; round < 5; round += 1) {
    report([shop, 1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { value } = await events.next();
  expect(value).toMatchObject({ aiApis: [{ aiApiId: shop, requests: 5 }] });
});

it('takes the word of holders of the sealing key alone', async () => {
  const told = follow(null);
  await until(() => told.length === 1, 'it follows');
  bus.publish(TRAFFIC_SUBJECT, Buffer.from(JSON.stringify({ dataPlaneId: randomUUID(), aiApis: [noTraffic(shop)] })));
  report([help, 1]);
  await until(() => requestsIn(told, help) === 1, 'the signed one has come');
  expect(told.flatMap(({ aiApis }) => aiApis.map(({ aiApiId }) => aiApiId))).toEqual([help]);
});

it('refuses no ids and too many', async () => {
  for (const ids of [[], Array.from({ length: BUSIEST_AI_APIS + 1 }, () => randomUUID())]) {
    await expect(feed.follow(ids).next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  }
});
