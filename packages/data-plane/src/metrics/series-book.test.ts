import { OTHER, SeriesBook, type SeriesFamily } from './series-book';

const OPEN = new Set(['ai_api', 'model']);

function counter(book: SeriesBook, name = 'attempts_total'): SeriesFamily {
  const labelNames = ['ai_api', 'model', 'outcome'];
  return book.add({ name, help: 'Attempts.', labelNames, bounds: null, openLabels: OPEN });
}
const labelsOf = (family: SeriesFamily) => Array.from(family.all, ({ labels }) => labels);

it('has one series for each combination of labels', () => {
  const family = counter(new SeriesBook());
  family.of(['chat', 'gpt-4o', 'ANSWERED']).add();
  family.of(['chat', 'gpt-4o', 'ANSWERED']).add(2);
  family.of(['chat', 'gpt-4o', 'TIMEOUT']).add();
  expect(Array.from(family.all, ({ labels, values }) => [labels[2], values])).toEqual([
    ['ANSWERED', [3]],
    ['TIMEOUT', [1]],
  ]);
});

it('keeps the sum of all whatever the number of names is, and what names it knows', () => {
  const book = new SeriesBook(10);
  const family = counter(book);
  for (let number = 0; number < 100_000; number += 1) family.of([`api-${number}`, `model-${number}`, 'ANSWERED']).add();
  family.of(['api-3', 'model-3', 'ANSWERED']).add();
  expect(labelsOf(family)).toHaveLength(11);
  expect(family.of([OTHER, OTHER, 'ANSWERED']).values).toEqual([99_990]);
  expect(family.of(['api-3', 'model-3', 'ANSWERED']).values).toEqual([2]);
  expect(book.isFull).toBe(true);
});

it('keeps labels that are not named after configured objects apart when it is full', () => {
  const family = counter(new SeriesBook(0));
  family.of(['chat', 'gpt-4o', 'ANSWERED']).add();
  family.of(['chat', '', 'TIMEOUT']).add();
  expect(labelsOf(family)).toEqual([
    [OTHER, OTHER, 'ANSWERED'],
    [OTHER, '', 'TIMEOUT'],
  ]);
});

it('has room for what names no configured object, such as the requests of strangers', () => {
  const family = counter(new SeriesBook(0));
  family.of(['', '', 'INVALID_API_KEY']).add();
  expect(labelsOf(family)).toEqual([['', '', 'INVALID_API_KEY']]);
});

it('counts a histogram as the series that Prometheus makes of it', () => {
  const book = new SeriesBook(10);
  const family = book.add({ name: 'seconds', help: 'Time.', labelNames: ['ai_api'], bounds: [1, 2], openLabels: OPEN });
  family.of(['one']);
  family.of(['two']);
  expect(book.openSeries).toEqual({ count: 10, max: 10 });
  family.of(['three']);
  expect(labelsOf(family)).toEqual([['one'], ['two'], [OTHER]]);
});

it('takes from each series in turn, though the first of them increase all the time', () => {
  const [worker, primary] = [new SeriesBook(), new SeriesBook()];
  const families = ['attempts_total', 'requests_total'].map((name) => counter(worker, name));
  const merged = ['attempts_total', 'requests_total'].map((name) => counter(primary, name));
  for (let report = 0; report < 4; report += 1) {
    for (const family of families)
      for (const model of ['a', 'b', 'c', 'd']) family.of(['chat', model, 'ANSWERED']).add();
    primary.addIncrements(worker.takeIncrements(3));
  }
  for (const family of merged) expect(labelsOf(family)).toHaveLength(4);
  primary.addIncrements(worker.takeIncrements(8));
  for (const family of merged) for (const { values } of family.all) expect(values).toEqual([4]);
});

it('takes each increment once, and adds it to another book', () => {
  const [worker, primary] = [new SeriesBook(), new SeriesBook()];
  const [own, merged] = [counter(worker), counter(primary)];
  own.of(['chat', 'gpt-4o', 'ANSWERED']).add(2);
  primary.addIncrements(worker.takeIncrements(10));
  own.of(['chat', 'gpt-4o', 'ANSWERED']).add(3);
  own.of(['chat', 'gpt-4o', 'TIMEOUT']).add();
  primary.addIncrements(worker.takeIncrements(1));
  primary.addIncrements(worker.takeIncrements(10));
  expect(worker.takeIncrements(10)).toEqual([]);
  expect(Array.from(merged.all, ({ labels, values }) => [labels[2], values[0]])).toEqual([
    ['ANSWERED', 5],
    ['TIMEOUT', 1],
  ]);
});
