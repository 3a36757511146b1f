import { faultsOf } from './run-rolling-restart';

it('fails a run that lost a request, or sent less than four fifths of its rate', () => {
  expect(faultsOf({ lost: 0, requestsPerSecond: 160 }, 200)).toEqual([]);
  expect(faultsOf({ lost: 1, requestsPerSecond: 200 }, 200)).toEqual(['lost 1 requests']);
  expect(faultsOf({ lost: 0, requestsPerSecond: 159 }, 200)).toEqual([
    expect.stringContaining('sent only 159 of 200 requests/s'),
  ]);
});
