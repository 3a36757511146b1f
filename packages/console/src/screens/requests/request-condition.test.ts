import { filterOf, readCondition } from './request-condition';

it('makes the filter of what an address says', () => {
  expect(filterOf(readCondition(undefined, undefined))).toBeNull();
  expect(filterOf(readCondition('failed', undefined))).toEqual({ failed: true });
  expect(filterOf(readCondition('fault', 'PROVIDER'))).toEqual({ fault: 'PROVIDER' });
  expect(filterOf(readCondition('consumerId', 'some-id'))).toEqual({ consumerId: 'some-id' });
});

it('shows all requests if a condition is not complete, or does not exist', () => {
  expect(filterOf(readCondition('consumerId', ''))).toBeNull();
  expect(filterOf(readCondition('fault', 'NOBODY'))).toBeNull();
  expect(readCondition('toString', 'x')).toBeNull();
});
