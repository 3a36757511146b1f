import { RequestLog } from './request-log';

const arrival = { connection: 1, method: 'POST', path: '/', rawHeaders: [] };

test('keeps only the latest requests, and ignores updates of dropped ones', () => {
  const log = new RequestLog(2, 100);
  const numbers = [log.begin(arrival), log.begin(arrival), log.begin(arrival)];
  for (const number of numbers) log.note(number, { body: Buffer.from(`${number}`), status: 200 });
  expect(log.list().map((request) => [request.number, request.bodyBase64])).toEqual([
    [2, Buffer.from('2').toString('base64')],
    [3, Buffer.from('3').toString('base64')],
  ]);
});

test('keeps bodies up to a total size, and drops the oldest first', () => {
  const log = new RequestLog(10, 10);
  for (const length of [4, 4, 4, 10, 11, 10]) log.note(log.begin(arrival), { body: Buffer.alloc(length) });
  expect(log.list().map((request) => request.bodyBytes)).toEqual([4, 4, 4, 10, 11, 10]);
  expect(log.list().map((request) => request.bodyBase64 !== null)).toEqual([false, false, false, false, false, true]);
});

test('clear() makes room for bodies again, and numbering continues', () => {
  const log = new RequestLog(10, 10);
  log.note(log.begin(arrival), { body: Buffer.alloc(10) });
  log.clear();
  expect(log.list()).toEqual([]);
  log.note(log.begin(arrival), { body: Buffer.alloc(10) });
  expect(log.list()).toMatchObject([{ number: 2, bodyBytes: 10, bodyBase64: Buffer.alloc(10).toString('base64') }]);
});
