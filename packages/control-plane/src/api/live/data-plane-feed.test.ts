import { InProcessKeyValueStore } from '@switchyard/contract';
import { until } from '@switchyard/runtime';
import { setTimeout as delay } from 'node:timers/promises';
import { DataPlaneDirectory } from '../../fleet/data-planes/data-plane-directory';
import { DataPlaneList } from '../../fleet/data-planes/data-plane-list';
import type { ListedDataPlane } from '../../fleet/data-planes/data-plane-reader';
import { ReportedDataPlane } from '../../testing/reported-data-plane.suite';
import { putHead } from '../../testing/heads.suite';
import { silentLog, TEST_SEALING_KEY, TEST_TABLE_KEY } from '../../testing/publication.suite';
import { PublishedHead } from '../../publication/published-head';
import { DataPlaneFeed } from './data-plane-feed';

const LINEAGE = '0197c2f0-0000-7000-8000-000000000001';
const PACE_MS = 150;

let stores: { routingTable: InProcessKeyValueStore; dataPlanes: InProcessKeyValueStore };
let directory: DataPlaneDirectory;
let head: PublishedHead;
let feed: DataPlaneFeed;
const following: AsyncGenerator[] = [];

beforeEach(() => {
  stores = { routingTable: new InProcessKeyValueStore(), dataPlanes: new InProcessKeyValueStore() };
  directory = new DataPlaneDirectory({
    watchName: 'test',
    store: stores.dataPlanes,
    statusKey: TEST_SEALING_KEY.statusKey,
    log: silentLog,
    liveWithinMs: 300,
  });
  head = new PublishedHead(stores.routingTable, TEST_TABLE_KEY, 'test');
  feed = new DataPlaneFeed({ dataPlanes: new DataPlaneList(directory, head), paceMs: PACE_MS });
});
afterEach(async () => {
  for (const each of following.splice(0)) await each.return(undefined);
  expect(feed.followerCount).toBe(0);
  directory.close();
  head.close();
});

/** Collects the events of one client. */
function follow(): ListedDataPlane[] {
  const told: ListedDataPlane[] = [];
  const events = feed.follow();
  following.push(events);
  void (async () => {
    for await (const dataPlane of events) told.push(dataPlane);
  })();
  return told;
}

const dataPlane = () => new ReportedDataPlane({ stores, sealingKey: TEST_SEALING_KEY }, LINEAGE);

const publish = (revision: number) => putHead(stores.routingTable, LINEAGE, revision);

it('sends each data plane, then each that changes and each new one', async () => {
  const [one, two, three] = [dataPlane(), dataPlane(), dataPlane()];
  await one.applies(1);
  await two.applies(1);
  await until(() => directory.list().length === 2, 'there are two data planes');
  const told = follow();
  await until(() => told.length === 2, 'the present state has come');
  expect(new Set(told.map(({ id }) => id))).toEqual(new Set([one.id, two.id]));
  await two.applies(2);
  await three.applies(2);
  await until(() => told.length >= 4, 'the changes have come');
  expect(told.slice(2).map(({ id, appliedRevision }) => [id, appliedRevision])).toEqual(
    expect.arrayContaining([
      [two.id, 2],
      [three.id, 2],
    ]),
  );
});

it('sends a data plane at most once per interval however often it reports, and always its latest state', async () => {
  const [busy, calm] = [dataPlane(), dataPlane()];
  const told = follow();
  const ofBusy = () => told.filter(({ id }) => id === busy.id);
  const startedMs = performance.now();
  for (let revision = 1; revision <= 60; revision += 1) {
    await busy.applies(revision);
    if (revision === 30) await calm.applies(1);
    await delay(5);
  }
  await until(() => ofBusy().at(-1)?.appliedRevision === 60, 'the last report has come');
  const intervals = Math.floor((performance.now() - startedMs) / PACE_MS);
  expect(ofBusy().length).toBeLessThanOrEqual(intervals + 1);
  expect(told.some(({ id }) => id === calm.id)).toBe(true);
});

it('sends a data plane that stops reporting as no longer live', async () => {
  const silent = dataPlane();
  await silent.applies(1);
  const told = follow();
  await until(() => told.at(-1)?.live === true, 'the present state has come');
  await until(() => told.at(-1)?.live === false, 'it is gone');
});

it('sends the data planes that a revision makes out of date, and no others', async () => {
  const [current, newer] = [dataPlane(), dataPlane()];
  await publish(1);
  await current.applies(1);
  await newer.applies(2);
  await until(() => directory.list().length === 2 && head.current?.revision === 1, 'both are there');
  const told = follow();
  await until(() => told.length === 2, 'the present state has come');
  expect(told.find(({ id }) => id === current.id)?.upToDate).toBe(true);
  await publish(3);
  await until(() => told.length === 3, 'it is out of date');
  expect(told[2]).toMatchObject({ id: current.id, upToDate: false });
});

it('queues nothing for a slow client but which data planes have changed', async () => {
  const each = dataPlane();
  const events = feed.follow();
  following.push(events);
  await each.applies(1);
  expect((await events.next()).value).toMatchObject({ appliedRevision: 1 });
  for (let revision = 2; revision <= 20; revision += 1) await each.applies(revision);
  await delay(PACE_MS);
  expect((await events.next()).value).toMatchObject({ appliedRevision: 20 });
});

it('ends when it is returned while it waits', async () => {
  const events = feed.follow();
  const waiting = events.next();
  await until(() => feed.followerCount === 1, 'it waits');
  await events.return(undefined);
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(feed.followerCount).toBe(0);
});
