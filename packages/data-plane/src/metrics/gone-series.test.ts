import { attempt, endedRequest, named } from '../testing/ended-request.suite';
import { GoneSeries, type GoneSeriesOptions, SHOWN_WHEN_GONE_MS } from './gone-series';
import { RequestMetrics } from './request-metrics';
import { type ObjectLabels, SeriesBook, type SeriesFamily } from './series-book';

const EVERYTHING = { isByConsumer: true, isLatencyByAiApi: true };

let metrics: RequestMetrics;
/** The names of objects that are gone; null if nobody can tell. */
let gone: Set<string> | null;
let asked: (readonly ObjectLabels[])[];
let nowMs: number;
let tableVersion: number;
let series: GoneSeries;
beforeEach(() => {
  metrics = new RequestMetrics(EVERYTHING);
  gone = new Set();
  asked = [];
  nowMs = 0;
  tableVersion = 1;
  series = sweepOf(metrics);
});
afterEach(() => series.close());

function sweepOf(swept: RequestMetrics, change: Partial<GoneSeriesOptions> = {}): GoneSeries {
  return new GoneSeries({
    book: swept.book,
    findGone: async (objects) => {
      asked.push(objects);
      const names = gone;
      if (names === null) return null;
      return objects.flatMap((labels, place) => (Object.values(labels).some((name) => names.has(name)) ? [place] : []));
    },
    tableVersion: () => tableVersion,
    keptMs: SHOWN_WHEN_GONE_MS,
    onDropped: () => swept.forgetSeries(),
    nowMs: () => nowMs,
    ...change,
  });
}

function request(aiApi: string, model: string, consumer = 'app'): void {
  const asks = { provider: named('openai'), endpoint: named('main'), model: named(model) };
  const change = { aiApi: named(aiApi), consumer: named(consumer), attempts: [attempt({ asked: asks })] };
  metrics.onRequestEnded(endedRequest(change));
}

/** A change of the table. */
async function lose(...names: string[]): Promise<void> {
  tableVersion += 1;
  gone = new Set(names);
  await series.sweep();
}
const counted = ({ all }: SeriesFamily) =>
  Object.fromEntries(Array.from(all, ({ labels, values }) => [labels.join(' '), values[0]]));
const targets = () => Object.keys(counted(metrics.families.targets));
const A = 'PRODUCTION chat openai main a';
const B = 'PRODUCTION chat openai main b';

it('shows a target that is gone no longer, and again from its next attempt on', async () => {
  for (const model of ['a', 'b']) request('chat', model);
  expect(targets()).toEqual([A, B]);
  await lose('a');
  expect(targets()).toEqual([B]);
  await lose();
  expect(targets()).toEqual([B]);
  request('chat', 'a');
  expect(targets()).toEqual([B, A]);
});

it('shows what was counted of it for five more minutes, and then counts it from 0', async () => {
  for (const model of ['a', 'b', 'a']) request('chat', model);
  const attempts = () => counted(metrics.families.attempts);
  const [ofA, ofB] = ['chat openai main a ANSWERED', 'chat openai main b ANSWERED'];
  await lose('a');
  nowMs = SHOWN_WHEN_GONE_MS - 1;
  request('chat', 'a');
  await series.sweep();
  expect(attempts()).toEqual({ [ofA]: 3, [ofB]: 1 });
  nowMs += 1;
  await series.sweep();
  expect(attempts()).toEqual({ [ofB]: 1 });
  // A stream may outlast its target by an hour.
  for (const model of ['a', 'b']) request('chat', model);
  expect(attempts()).toEqual({ [ofA]: 1, [ofB]: 2 });
});

it('keeps what is back within that time', async () => {
  request('chat', 'a');
  await lose('a');
  nowMs = SHOWN_WHEN_GONE_MS - 1;
  await lose();
  nowMs = 2 * SHOWN_WHEN_GONE_MS;
  await series.sweep();
  expect(counted(metrics.families.attempts)).toEqual({ 'chat openai main a ANSWERED': 1 });
});

it.each([
  ['AI API', 'chat'],
  ['consumer', 'app'],
  ['model', 'a'],
  ['endpoint', 'main'],
  ['provider', 'openai'],
])('drops every series that names a gone %s, of all metrics, and no other', async (_kind, name) => {
  request('chat', 'a');
  const asks = { provider: named('azure'), endpoint: named('west'), model: named('b') };
  metrics.onRequestEnded(
    endedRequest({ aiApi: named('shop'), consumer: named('web'), attempts: [attempt({ asked: asks })] }),
  );
  const labels = () => metrics.book.families.flatMap(({ all }) => Array.from(all, (each) => each.labels));
  const others = labels().filter((each) => !each.includes(name));
  expect(others.length).toBeLessThan(labels().length);
  await lose(name);
  nowMs = SHOWN_WHEN_GONE_MS;
  await series.sweep();
  expect(labels()).toEqual(others);
});

it('has room for new names when old ones are gone, however often objects are renamed', async () => {
  metrics = new RequestMetrics(EVERYTHING, new SeriesBook(200));
  series.close();
  series = sweepOf(metrics);
  for (let name = 0; name < 300; name += 1) {
    request(`api-${name}`, 'a');
    await lose(...Array.from({ length: name }, (_, earlier) => `api-${earlier}`));
    nowMs += SHOWN_WHEN_GONE_MS;
    await series.sweep();
  }
  const names = new Set(Array.from(metrics.families.requests.all, ({ labels }) => labels[0]));
  expect([...names]).toEqual(['api-299']);
  expect(metrics.book.openSeries.count).toBeLessThan(100);
});

it('asks about each object once, in short questions, and again only after a change', async () => {
  for (let number = 0; number < 1_200; number += 1) request('chat', `model-${number}`);
  await series.sweep();
  await series.sweep();
  const sizes = asked.map(({ length }) => length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  const keys = asked.flat().map((labels) => JSON.stringify(labels));
  expect(new Set(keys).size).toBe(keys.length);
  expect(asked.flat()).toContainEqual({
    environment: 'PRODUCTION',
    ai_api: 'chat',
    provider: 'openai',
    endpoint: 'main',
    model: 'model-7',
  });
  request('chat', 'new');
  await series.sweep();
  expect(asked.length).toBeGreaterThan(sizes.length);
});

it('drops nothing while nobody can tell what is gone', async () => {
  request('chat', 'a');
  await lose('a');
  gone = null;
  tableVersion += 1;
  nowMs = SHOWN_WHEN_GONE_MS;
  await series.sweep();
  expect(counted(metrics.families.attempts)).toEqual({ 'chat openai main a ANSWERED': 1 });
});

it('waits in a worker until the primary was told', async () => {
  series.close();
  series = sweepOf(metrics, { keptMs: 0, mayGo: (each) => each.isTold });
  request('chat', 'a');
  await lose('a');
  expect(targets()).toEqual([A]);
  const told = metrics.book.takeIncrements(1_000);
  await series.sweep();
  expect(targets()).toEqual([]);
  request('chat', 'a');
  const primary = new RequestMetrics(EVERYTHING);
  for (const increments of [told, metrics.book.takeIncrements(1_000)]) primary.book.addIncrements(increments);
  expect(counted(primary.families.attempts)).toEqual({ 'chat openai main a ANSWERED': 2 });
});
